#include "classify/fault_line.h"

#include <regex>
#include <string_view>
#include <vector>

namespace autopilot {
namespace {

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// "file:12:3: error: words", "file:12:3: fatal error: words" -> "words"; empty otherwise. A colon and the place
/// before it tell a compiler from a script that prints "error: ...".
std::string CompilerError(std::string_view line) {
  for (const std::string_view mark : {": fatal error: ", ": error: "}) {
    const auto at = line.find(mark);
    if (at == std::string_view::npos || at == 0) continue;
    const char before = line[at - 1];
    if (before >= '0' && before <= '9') return std::string(line.substr(at + mark.size()));
  }
  return "";
}

bool IsLinkerError(std::string_view line) {
  return line.find("undefined reference to ") != std::string_view::npos ||
         line.find("multiple definition of ") != std::string_view::npos;
}

/// "ValueError: words", "json.decoder.JSONDecodeError: words", at the beginning of a line.
bool IsException(std::string_view line) {
  static const std::regex exception(R"((\w+\.)*[A-Z]\w*(Error|Exception|Exit|Interrupt|Warning)(:|\s*$|```))");
  return std::regex_search(line.begin(),
                           line.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(line.size(), 200)),
                           exception, std::regex_constants::match_continuous);
}

}  // namespace

FaultLine FindFault(const LogEntry& entry) {
  const std::string text = entry.message + "\n" + entry.details;
  const std::vector<std::string_view> lines = LinesOf(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (std::string words = CompilerError(lines[i]); !words.empty()) {
      return {FaultLine::Speaker::kCompiler, std::move(words), i + 1 < lines.size() ? std::string(lines[i + 1]) : ""};
    }
  }
  for (const std::string_view line : lines) {
    if (IsLinkerError(line)) return {FaultLine::Speaker::kLinker, std::string(line), ""};
  }
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (IsException(*line)) return {FaultLine::Speaker::kPython, std::string(*line), ""};
  }
  return {FaultLine::Speaker::kOther, entry.message, ""};
}

std::string MissingHeaderIn(const FaultLine& fault) {
  static const std::string mark = ": No such file or directory";
  const auto at = fault.text.find(mark);
  return fault.speaker == FaultLine::Speaker::kCompiler && at != std::string::npos ? fault.text.substr(0, at) : "";
}

std::string ModelSymbolIn(const std::string& text) {
  static const std::string mark = "previous declaration as 'const unsigned char ";
  const auto at = text.find(mark);
  if (at == std::string::npos) return "";
  const auto begin = at + mark.size();
  auto end = begin;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
  return text.substr(begin, end - begin);
}

}  // namespace autopilot
