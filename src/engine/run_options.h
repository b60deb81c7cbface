#pragma once

/// What a run was asked for, as its journal keeps it, so that a broken-off run goes on as it began.

#include <nlohmann/json_fwd.hpp>

#include "engine/engine.h"

namespace autopilot {

/// RunRecord::options of a run.
nlohmann::json RunOptionsJson(const RunRequest& request, bool unsafe_no_sandbox);

/// What `record` was asked for; of `given` only limits and the provider are taken anew, and all of it for a trial. For
/// a trial that is gone on with outside its experiment kBadInput: who is asked, and how, stands in its matrix alone.
Result<RunRequest> RestoreRequest(const RunRecord& record, const RunRequest& given);

}  // namespace autopilot
