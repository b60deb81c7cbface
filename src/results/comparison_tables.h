#pragma once

/// Whether what differs in one part differs in success, and how many repeats it takes to see.

#include "results/pool.h"

namespace autopilot {

/// All pairs of groups that differ in model, protocol, variant or sampling alone. `pool` keeps these four.
std::vector<Comparison> Comparisons(const TrialSet& set, const Pool& pool, double confidence);

/// For each model what its prompts make of it: its variants, and the prompts of a protocol "family:prompt". `pool` as
/// above.
std::vector<PromptSensitivity> PromptSensitivities(const TrialSet& set, const Pool& pool, double confidence);

/// For each stage and rule, from the share of all its trials.
std::vector<PowerHint> PowerHints(const TrialSet& set, double confidence);

}  // namespace autopilot
