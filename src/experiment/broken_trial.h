#pragma once

/// A trial whose worker died with it, again and again: it ends without one.

#include "core/status.h"
#include "experiment/trial.h"
#include "experiment/trial_line.h"
#include "journal/journal.h"

namespace autopilot {

/// Whether the trial's run stands in the journal.
Result<bool> HasBegun(Journal& journal, const Trial& trial);

/// Writes into the journal that the trial's run ended as infrastructure, for this reason, at the stage it was at. What
/// it asked before counts.
Result<TrialOutcome> EndBroken(Journal& journal, const Trial& trial, const Error& reason);

}  // namespace autopilot
