#include "stage/gate_judge.h"

#include "gate/judge.h"

namespace autopilot {

Result<Judgement> GateJudge::Judge(const std::string& text) {
  Case candidate{
      context_.contract, context_.twin, context_.causes, context_.rules, scratch_, text, {}, stimuli_, {}, {}, {}};
  candidate.measure_memory = true;
  AUTOPILOT_TRY(verdict, JudgeSketch(candidate, SketchGates()));
  samples_ = std::move(candidate.samples);
  Judgement judgement;
  judgement.verdict = std::move(verdict);
  if (candidate.build) judgement.diagnostics = std::move(candidate.build->diagnostics);
  return judgement;
}

}  // namespace autopilot
