#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/status.h"
#include "finding/finding.h"

namespace autopilot {

/// The way back from `to_json` of a Verdict or Finding. Keys that are absent or null keep their default;
/// fails with kBadInput for a value of the wrong type or an unknown word.
Result<Verdict> VerdictFromJson(const nlohmann::json& json);
Result<Finding> FindingFromJson(const nlohmann::json& json);
Result<VerdictKind> VerdictKindFromString(const std::string& word);

}  // namespace autopilot
