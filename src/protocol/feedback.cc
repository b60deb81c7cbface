#include "protocol/feedback.h"

#include <fmt/format.h>

#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace autopilot {
namespace {

constexpr std::size_t kLongestEvidence = 300;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string Trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return "";
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

/// The first line of `evidence`, short.
std::string Short(const std::string& evidence) {
  std::string first = Trimmed(evidence.substr(0, evidence.find('\n')));
  if (first.size() > kLongestEvidence) first = first.substr(0, kLongestEvidence) + "...";
  return first;
}

/// The text by lines; a finding without a file is about it.
bool IsAboutTheText(const Finding& finding) {
  return finding.line > 0 && (finding.file.empty() || finding.file.ends_with(".ino"));
}

std::string OneFault(const Finding& finding, std::size_t number, const std::vector<std::string>& lines,
                     const RootCauses& causes) {
  std::string text = fmt::format("{}. {}\n", number, finding.message);
  const auto line = static_cast<std::size_t>(finding.line);
  if (IsAboutTheText(finding) && line <= lines.size()) {
    text += fmt::format("   line {}: {}\n", line, Trimmed(lines[line - 1]));
  } else if (const std::string shown = Short(finding.evidence); !shown.empty()) {
    text += fmt::format("   seen: {}\n", shown);
  }
  const RootCause* cause = causes.Find(finding.root_cause);
  if (cause != nullptr) text += fmt::format("   cause: {}\n", cause->sentence);
  if (const Counterexample& example = finding.counterexample; !example.empty()) {
    text += fmt::format("   example: {}; expected {}, got {}\n", example.input, example.expected, example.got);
  }
  if (!finding.next.empty()) text += fmt::format("   to do: {}\n", finding.next);
  return text;
}

}  // namespace

std::string Feedback(const Verdict& verdict, const std::string& text, const RootCauses& causes,
                     std::size_t most_bytes) {
  const std::vector<std::string> lines = LinesOf(text);
  std::vector<const Finding*> faults;
  std::set<std::pair<std::string, std::string>> said;
  for (const bool behind : {false, true}) {
    for (const Finding& finding : verdict.findings) {
      if (finding.severity != Severity::kError || finding.behind != behind) continue;
      if (said.emplace(finding.rule, finding.message).second) faults.push_back(&finding);
    }
  }
  std::string feedback;
  std::size_t shown = 0;
  for (const Finding* fault : faults) {
    const std::string one = OneFault(*fault, shown + 1, lines, causes);
    if (shown > 0 && feedback.size() + one.size() > most_bytes) break;
    feedback += one;
    ++shown;
  }
  if (shown < faults.size()) feedback += fmt::format("There are {} more faults.\n", faults.size() - shown);
  return feedback;
}

}  // namespace autopilot
