#pragma once

/// What a model is told of its rejected sketch: each fault with the line it stands in, its cause, a counterexample
/// and the next step. Never a raw log.

#include <cstddef>
#include <string>

#include "finding/finding.h"
#include "finding/root_causes.h"

namespace autopilot {

/// The faults of `verdict` as a numbered list, those that stopped the sketch first, then those behind them. `text` is
/// the sketch that was judged; findings quote its lines. A fault that another one of the list repeats (same rule and
/// message) is left out. At most `most_bytes` long: what does not fit is counted in a last line, but the first fault
/// always stands.
std::string Feedback(const Verdict& verdict, const std::string& text, const RootCauses& causes, std::size_t most_bytes);

}  // namespace autopilot
