#pragma once

#include "journal/recorded.h"

namespace autopilot {

/// Whether it is a trace, an observation or a score of Langfuse, with names as in the API (traceId) or in exports to a
/// bucket (trace_id).
bool IsLangfuse(const nlohmann::json& object);
Result<Recorded> ReadLangfuse(const nlohmann::json& object, const Taxonomy& taxonomy, CauseRules& rules);

/// What was recorded of a failure or a success, as a verdict of ours.
Verdict RecordedVerdict(const LogEntry& entry, const std::string& stage, const Taxonomy& taxonomy, CauseRules& rules);

}  // namespace autopilot
