#include "stage/gate_judge.h"

#include "app/contract_fingerprint.h"
#include "gate/judge.h"
#include "stage/judge_memory.h"

namespace autopilot {

GateJudge::GateJudge(StageContext& context, const std::vector<Stimulus>& stimuli, std::filesystem::path scratch)
    : context_(context), stimuli_(stimuli), scratch_(std::move(scratch)) {
  if (context.memory != nullptr) facts_ = FingerprintOf(context.contract);
}

Result<Judgement> GateJudge::Judge(const std::string& text) {
  if (context_.memory != nullptr) {
    if (const JudgedSketch* known = context_.memory->sketches.Find(facts_ + text)) {
      samples_ = known->samples;
      return known->judgement;
    }
  }
  Case candidate{
      context_.contract, context_.twin, context_.causes, context_.rules, scratch_, text, {}, stimuli_, {}, {}, {}};
  candidate.measure_memory = true;
  AUTOPILOT_TRY(verdict, JudgeSketch(candidate, SketchGates()));
  samples_ = std::move(candidate.samples);
  Judgement judgement;
  judgement.verdict = std::move(verdict);
  if (candidate.build) judgement.diagnostics = std::move(candidate.build->diagnostics);
  if (context_.memory != nullptr) {
    context_.memory->sketches.Keep(facts_ + text, judgement.verdict, {judgement, samples_});
  }
  return judgement;
}

}  // namespace autopilot
