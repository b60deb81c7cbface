#include "stage/piece_repair.h"

#include "protocol/twin_fixture_for_test.h"

namespace autopilot {
namespace {

class PieceRepair : public TwinFixture {
 protected:
  /// What becomes of a function for the piece of this name.
  Repaired Repair(const std::string& name, const std::string& code) {
    const auto piece = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& one) { return one.name == name; });
    auto facts = LoadRepairFacts(paths_.profiles());
    EXPECT_OK(facts);
    if (!facts || piece == pieces_.end()) return {};
    const PieceJudge judge{*contract_, *twin_, *causes_, *rules_, stimuli_};
    const auto before = judge.Judge(*piece, code, scratch_->path());
    EXPECT_OK(before);
    if (!before) return {};
    auto repaired = RepairPiece(judge, *piece, code, *before, *facts, scratch_->path());
    EXPECT_OK(repaired);
    return repaired ? *std::move(repaired) : Repaired();
  }
};

TEST_F(PieceRepair, ADivisionOfWholeNumbersIsMended) {
  const Repaired repaired = Repair("features",
                                   "void features(int r, int g, int b, float x[3]) {\n  int sum = r + g + b;\n"
                                   "  x[0] = r / sum;\n  x[1] = g / sum;\n  x[2] = b / sum;\n}\n");
  EXPECT_EQ(repaired.before.verdict, VerdictKind::kReject);
  EXPECT_TRUE(repaired.after.passed()) << repaired.text;
  EXPECT_NE(repaired.text.find("x[0] = static_cast<float>(r) / sum;"), std::string::npos) << repaired.text;
  EXPECT_GT(repaired.kept_share, 0.99);
}

TEST_F(PieceRepair, AMissingSemicolonIsMended) {
  const Repaired repaired = Repair("features",
                                   "void features(int r, int g, int b, float x[3]) {\n  float sum = r + g + b\n"
                                   "  x[0] = r / sum;\n  x[1] = g / sum;\n  x[2] = b / sum;\n}\n");
  EXPECT_EQ(repaired.before.builds, 0);
  EXPECT_TRUE(repaired.after.passed()) << repaired.text;
}

TEST_F(PieceRepair, WhatIsMeantOtherwiseStays) {
  const std::string code =
      "void features(int r, int g, int b, float x[3]) {\n  x[0] = r / 255.0f;\n  x[1] = g / 255.0f;\n"
      "  x[2] = b / 255.0f;\n}\n";
  const Repaired repaired = Repair("features", code);
  EXPECT_EQ(repaired.text, code);
  EXPECT_FALSE(repaired.changed);
  EXPECT_FALSE(repaired.after.passed());
}

}  // namespace
}  // namespace autopilot
