#include "report/charts.h"

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/hash.h"

namespace autopilot {

Result<std::string> ReadChartLibrary(const InstallPaths& paths) {
  const std::filesystem::path pin_file = paths.home / "report" / "charts.json";
  AUTOPILOT_TRY(text, ReadFile(pin_file));
  const nlohmann::json pin = nlohmann::json::parse(text, nullptr, false);
  if (!pin.is_object() || !pin["file"].is_string() || !pin["sha256"].is_string()) {
    return Fail(
        Infrastructure("this does not name a chart library", "install the program again").At(pin_file.string()));
  }
  const std::filesystem::path file = paths.cache / "charts" / pin["file"].get<std::string>();
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return std::string();
  AUTOPILOT_TRY(library, ReadFile(file));
  if (Sha256(library) != pin["sha256"].get<std::string>()) {
    return Fail(Infrastructure("the chart library is not the one that report/charts.json names",
                               "remove it and start tools/setup, which fetches it again")
                    .At(file.string()));
  }
  return library;
}

}  // namespace autopilot
