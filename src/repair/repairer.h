#pragma once

/// The loop: propose, edit, judge, keep what is progress. No model is asked.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "finding/finding.h"
#include "repair/repair_rule.h"

namespace autopilot {

/// What a judge says of one text.
struct Judgement {
  Verdict verdict;
  std::vector<Diagnostic> diagnostics;  ///< Of the target's compiler, where it was asked.
  std::optional<bool> runs;  ///< Of a script: whether it ended well. Stands for what "builds" is to a sketch.
};

/// Judges texts of one candidate.
class CandidateJudge {
 public:
  virtual ~CandidateJudge() = default;
  /// The whole verdict. Fails only for infrastructure reasons.
  virtual Result<Judgement> Judge(const std::string& text) = 0;
  /// The same for a text on the way: of one that does not build, the compiler's errors are enough.
  virtual Result<Judgement> JudgeStep(const std::string& text) { return Judge(text); }
};

/// A change that was made, or that is offered.
struct RepairRecord {
  std::string rule;
  std::string root_cause;
  std::string what;
  int line = 0;  ///< In the author's text.
};

struct Repaired {
  std::string text;  ///< The author's own where nothing was changed.
  bool changed = false;
  std::vector<RepairRecord> repairs;
  std::vector<RepairRecord> offers;
  Verdict before;
  Verdict after;
  double kept_share = 1;
  std::string not_tried;  ///< Why no rule was tried on a text that needs mending; empty where they were.
};

/// What could be done about a text, or why nothing can be said.
struct Ideas {
  std::vector<Proposal> proposals;
  std::string not_tried;
};

using Proposer = std::function<Result<Ideas>(const std::string& text, const Judgement& now)>;

/// The loop itself, for whatever language `propose` reads.
Result<Repaired> RepairText(const std::string& text, Judgement before, const Proposer& propose, CandidateJudge& judge);

/// Mends `text`, of which the judge has said `before`. A text that passes, or of which nothing can be said, stays as it
/// is, and so does one that ends where it began, with as many complaints of the compiler. Whatever is changed has got
/// further through the gates for it, or has fewer faults. At most some dozen judgements. A text whose syntax cannot be
/// read (repair/reading_limits.h) stays as it is, with the reason.
Result<Repaired> RepairSketch(const std::string& text, Judgement before, const Contract& contract,
                              const RepairFacts& facts, const std::vector<std::unique_ptr<RepairRule>>& rules,
                              CandidateJudge& judge);

}  // namespace autopilot
