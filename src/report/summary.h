#pragma once

/// What a run says at its end, to a person and to a program; both from the journal alone.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/status.h"
#include "journal/journal.h"
#include "report/text_verdict.h"

namespace autopilot {

/// Files beside the artifacts that a run leaves. An empty path is left out.
struct RunFiles {
  std::filesystem::path journal;
  std::filesystem::path report;
};

/// One screen: verdict, stages, who decided what, what the twin saw, the first faults, where the
/// files are. `run` as for Journal::FindRun.
Result<std::string> RunSummary(Journal& journal, const std::string& run, const RunFiles& files,
                               const TextOptions& options);

/// The object that `autopilot run --json` prints.
Result<nlohmann::json> RunJson(Journal& journal, const std::string& run, const RunFiles& files);

}  // namespace autopilot
