#include "experiment/recording_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "config/nearest.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& Placeholders() {
  static const std::vector<std::string> names = {"application", "protocol", "variant", "sampling", "repeat"};
  return names;
}

}  // namespace

Result<std::string> RecordingPattern(const fs::path& folder, const std::string& written) {
  const fs::path whole = fs::absolute(folder / written).lexically_normal();
  if (fs::is_directory(whole)) return (whole / "{application}-{protocol}-{repeat}.jsonl").string();
  if (fs::is_regular_file(whole)) return whole.string();
  bool varies = false;
  for (std::size_t at = 0; (at = written.find('{', at)) != std::string::npos; ++at) {
    const std::size_t end = written.find('}', at);
    if (end == std::string::npos) return Fail(BadInput("a placeholder '{' is not closed"));
    const std::string name = written.substr(at + 1, end - at - 1);
    if (std::find(Placeholders().begin(), Placeholders().end(), name) == Placeholders().end()) {
      return Fail(BadInput(fmt::format("there is no placeholder {{{}}}", name), NearestOrList(name, Placeholders())));
    }
    varies = true;
  }
  if (varies) return whole.string();
  return Fail(BadInput(fmt::format("there is no recording {}", whole.string()),
                       "name a file that `autopilot journal export` printed, or a folder of them"));
}

fs::path RecordingOf(const std::string& pattern, const std::map<std::string, std::string>& values) {
  std::string path;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = pattern.find('{', at);
    path += pattern.substr(at, begin - at);
    if (begin == std::string::npos) break;
    const std::size_t end = pattern.find('}', begin);
    const auto found =
        end == std::string::npos ? values.end() : values.find(pattern.substr(begin + 1, end - begin - 1));
    if (found == values.end()) {
      path += '{';
      at = begin + 1;
      continue;
    }
    std::string value = found->second;
    std::replace(value.begin(), value.end(), ':', '-');
    path += value.empty() ? std::string(kStandard) : value;
    at = end + 1;
  }
  return path;
}

}  // namespace autopilot
