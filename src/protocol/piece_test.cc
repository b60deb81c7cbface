#include "protocol/piece.h"

#include "protocol/piece_judge.h"
#include "reply/token_share.h"
#include "protocol/twin_fixture_for_test.h"

namespace autopilot {
namespace {

class PieceTest : public TwinFixture {
 protected:
  PieceVerdict JudgePiece(const Piece& piece, const std::string& code) {
    const PieceJudge judge{*contract_, *twin_, *causes_, *rules_, stimuli_};
    auto verdict = judge.Judge(piece, code, scratch_->path());
    EXPECT_OK(verdict);
    return verdict ? std::move(*verdict) : PieceVerdict();
  }
  const Piece& Find(const std::string& name) const {
    for (const Piece& piece : pieces_) {
      if (piece.name == name) return piece;
    }
    ADD_FAILURE() << "no piece " << name;
    return pieces_.front();
  }
};

TEST_F(PieceTest, EveryReferencePiecePassesItsCases) {
  ASSERT_EQ(pieces_.size(), 4u);
  for (const Piece& piece : pieces_) {
    const PieceVerdict verdict = JudgePiece(piece, piece.reference);
    EXPECT_TRUE(verdict.verdict.passed()) << piece.name << ": " << verdict.verdict.root_cause;
  }
}

TEST_F(PieceTest, AWrongFunctionIsAnsweredWithTheCounterexample) {
  const Piece& features = Find("features");
  const PieceVerdict verdict =
      JudgePiece(features, features.signature + " {\n  x[0] = r / 255.0f; x[1] = g / 255.0f; x[2] = b / 255.0f;\n}\n");
  EXPECT_EQ(verdict.verdict.root_cause, "input_scaling");
  ASSERT_TRUE(verdict.failed_case.has_value());
  const Counterexample& example = verdict.verdict.findings.front().counterexample;
  EXPECT_EQ(example.input, features.cases[*verdict.failed_case].input);
  EXPECT_EQ(example.expected, features.cases[*verdict.failed_case].expected);
}

TEST_F(PieceTest, ReportMustSayTheLabelOnce) {
  const Piece& report = Find("report");
  EXPECT_FALSE(JudgePiece(report, report.signature + " { say(LABELS[0]); }").verdict.passed());
  EXPECT_FALSE(
      JudgePiece(report, report.signature + " { for (int i = 0; i < 3; ++i) say(LABELS[i]); }").verdict.passed());
}

TEST_F(PieceTest, AFunctionThatDoesNotCompileHasTheCompilersWords) {
  const PieceVerdict verdict = JudgePiece(Find("report"), "void report(const float score[3]) { say(LABELZ[0]); }");
  EXPECT_EQ(verdict.verdict.gate, "build");
  EXPECT_NE(verdict.verdict.findings.front().message.find("LABELZ"), std::string::npos);
}

TEST_F(PieceTest, AFunctionThatHangsOrCrashesIsRejected) {
  const Piece& report = Find("report");
  EXPECT_FALSE(JudgePiece(report, report.signature + " { while (true) {} }").verdict.passed());
  const PieceVerdict crash = JudgePiece(report, report.signature + " { int a[2]; say(LABELS[a[9] = 7]); }");
  EXPECT_EQ(crash.verdict.root_cause, "crash_memory");
}

TEST_F(PieceTest, ASensorThatIsNotStartedIsNoStart) {
  const Piece& begin = Find("sensor_begin");
  EXPECT_EQ(JudgePiece(begin, "bool sensor_begin() { return true; }").verdict.root_cause, "sensor_not_started");
}

TEST_F(PieceTest, APieceMayPrintMarkersOfItsOwn) {
  const Piece& report = Find("report");
  const PieceVerdict verdict = JudgePiece(report, report.signature + " { Serial.println(\"#Apple\"); }");
  EXPECT_EQ(verdict.verdict.root_cause, "wrong_value_reported");
}

TEST_F(PieceTest, WorkedExamplesComeFromTheData) {
  const Piece& features = Find("features");
  ASSERT_GE(features.cases.size(), 4u);
  EXPECT_EQ(features.shown_cases, 2u);
  EXPECT_NE(features.cases[0].example.find("stores x[0] = 0."), std::string::npos);
  EXPECT_NE(features.cases[0].input, features.cases[1].input);
}

TEST(TokenShare, CountsTokensWithoutComments) {
  EXPECT_EQ(CodeTokens("int a = 12; // say(\"x\")\nsay(\"a b\");").size(), 10u);
  EXPECT_DOUBLE_EQ(TokenShare("int a; int b;", {"int a;"}), 0.5);
  EXPECT_DOUBLE_EQ(TokenShare("", {}), 0);
}

}  // namespace
}  // namespace autopilot
