#include "stage/piece_repair.h"

#include "repair/rules.h"

namespace autopilot {
namespace {

class FunctionJudge : public CandidateJudge {
 public:
  FunctionJudge(const PieceJudge& judge, const Piece& piece, const std::filesystem::path& folder)
      : judge_(judge), piece_(piece), folder_(folder) {}

  Result<Judgement> Judge(const std::string& text) override {
    AUTOPILOT_TRY(judged, judge_.Judge(piece_, text, folder_));
    return Judgement{std::move(judged.verdict), std::move(judged.diagnostics), {}};
  }

 private:
  const PieceJudge& judge_;
  const Piece& piece_;
  const std::filesystem::path& folder_;
};

}  // namespace

Result<Repaired> RepairPiece(const PieceJudge& judge, const Piece& piece, const std::string& code,
                             const PieceVerdict& before, const RepairFacts& facts,
                             const std::filesystem::path& folder) {
  FunctionJudge function(judge, piece, folder);
  return RepairSketch(code, {before.verdict, before.diagnostics, {}}, judge.contract, facts, FunctionRules(), function);
}

}  // namespace autopilot
