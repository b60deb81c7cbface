#pragma once

/// Runs a candidate through the gates, in order, and makes the verdict.

#include <memory>
#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// The gates of a sketch, cheapest first. Add a gate here.
std::vector<std::unique_ptr<Gate>> SketchGates();

/// Judges. The first gate that does not pass decides verdict, gate and root cause. After a rejection by a
/// gate before `build`, the build is still tried, so that `builds` is always known; after one by
/// `behaviour`, the semantics of what the run did show are still judged, and a second look names what lies
/// behind the fault that stopped it. Fails only for infrastructure reasons.
Result<Verdict> JudgeSketch(Case& candidate, const std::vector<std::unique_ptr<Gate>>& gates);

}  // namespace autopilot
