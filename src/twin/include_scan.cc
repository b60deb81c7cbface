#include "twin/include_scan.h"

#include <algorithm>
#include <regex>

namespace autopilot {
namespace {

/// The line without its comments; `in_comment` is carried from line to line.
std::string WithoutComments(std::string_view line, bool& in_comment) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view here = line.substr(i, 2);
    if (in_comment) {
      if (here != "*/") continue;
      in_comment = false;
      code += ' ';
      ++i;
    } else if (quote != 0) {
      code += line[i];
      if (line[i] == '\\' && i + 1 < line.size()) {
        code += line[++i];
      } else if (line[i] == quote) {
        quote = 0;
      }
    } else if (here == "//") {
      break;
    } else if (here == "/*") {
      in_comment = true;
      ++i;
    } else {
      if (line[i] == '"' || line[i] == '\'') quote = line[i];
      code += line[i];
    }
  }
  return code;
}

}  // namespace

std::vector<Include> FindIncludes(std::string_view source) {
  constexpr std::size_t kLongestLine = 500;  // std::regex recurses on length.
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  static const std::regex condition(R"(^\s*#\s*(if|ifdef|ifndef|endif)\b)");
  std::vector<Include> includes;
  bool in_comment = false;
  int depth = 0;
  for (int number = 1; !source.empty(); ++number) {
    const std::size_t end = source.find('\n');
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    const std::string code = WithoutComments(line, in_comment);
    if (code.find('#') == std::string::npos || code.size() > kLongestLine) continue;
    std::smatch match;
    if (std::regex_search(code, match, pattern)) {
      includes.push_back({match[2], number, depth > 0, match[1] == "\""});
    } else if (std::regex_search(code, match, condition)) {
      depth = std::max(0, depth + (match[1] == "endif" ? -1 : 1));
    }
  }
  return includes;
}

}  // namespace autopilot
