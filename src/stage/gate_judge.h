#pragma once

/// A whole sketch of a run, judged as its user will: by all gates, memory included. What the context's memory has
/// judged before is not judged again.

#include <filesystem>
#include <string>
#include <vector>

#include "repair/repairer.h"
#include "stage/stage.h"

namespace autopilot {

/// Everything given outlives it. Used by one thread.
class GateJudge : public CandidateJudge {
 public:
  /// `scratch` is a folder that exists.
  GateJudge(StageContext& context, const std::vector<Stimulus>& stimuli, std::filesystem::path scratch);

  Result<Judgement> Judge(const std::string& text) override;

  /// What each shown object led to, of the text judged last.
  const std::vector<SampleResult>& samples() const { return samples_; }

 private:
  StageContext& context_;
  const std::vector<Stimulus>& stimuli_;
  std::filesystem::path scratch_;
  std::string facts_;  ///< The contract's fingerprint, where there is a memory.
  std::vector<SampleResult> samples_;
};

}  // namespace autopilot
