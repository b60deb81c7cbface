#pragma once

#include <filesystem>
#include <string>

#include "core/paths.h"
#include "core/status.h"
#include "journal/journal.h"

namespace autopilot {

/// One run as a self-contained HTML file: nothing is loaded, everything that a model or a tool
/// wrote is escaped. Made from the journal and the templates in `paths.home / "report"` alone, so it can
/// be made again at any time. `run` as for Journal::FindRun.
/// `folder`: where the file will be, which links to what the run wrote are relative to.
Result<std::string> RenderHtmlReport(Journal& journal, const std::string& run, const InstallPaths& paths,
                                     const std::filesystem::path& folder);
Status WriteHtmlReport(Journal& journal, const std::string& run, const InstallPaths& paths,
                       const std::filesystem::path& out);

}  // namespace autopilot
