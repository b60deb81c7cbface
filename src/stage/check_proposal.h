#pragma once

/// Checks for wishes that have none: the model proposes, the user decides.

#include "stage/stage.h"

namespace autopilot {

/// Asks the model for a check of each wish ([[behaviour]]) without one, shows it, puts it into the contract of this run
/// and writes all of them to proposed-checks.toml in the stage's folder, ready for app.toml. What a model proposes is
/// believed by nobody: `result` names it as a decision and carries a note. Without a model, or where its answers cannot
/// be understood, the wish stays without a check. Fails only for infrastructure reasons and spent budgets.
Status ProposeChecks(StageContext& context, StageResult& result);

}  // namespace autopilot
