#include "gate/lint_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/source_text.h"

namespace autopilot {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Headers that the sketch brings, and that the application's board, sensors and libraries have.
bool IsKnown(const Case& candidate, std::string header) {
  const Contract& contract = candidate.contract;
  if (header.starts_with("./")) header.erase(0, 2);
  if (header == "model.h" || header == "Arduino.h") return true;
  const auto& beside = candidate.layout.beside;
  if (std::any_of(beside.begin(), beside.end(), [&](const SketchFile& file) { return file.name == header; })) return true;
  if (Contains(contract.library.headers, header) || Contains(contract.board.headers, header) ||
      Contains(contract.board.standard_headers, header)) {
    return true;
  }
  return Contains(contract.sensor_headers, header);
}

Finding IncludeFinding(const Include& include, std::string rule, std::string cause, std::string message,
                       std::string next) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.root_cause = std::move(cause);
  finding.message = std::move(message);
  finding.next = std::move(next);
  finding.line = include.line;
  finding.evidence = fmt::format("#include <{}>", include.header);
  return finding;
}

void CheckIncludes(const Case& candidate, GateAnswer& answer) {
  const Contract& contract = candidate.contract;
  bool marker_seen = false;
  for (const Include& include : FindIncludes(candidate.text)) {
    if (include.header == contract.library.marker_header) marker_seen = true;
    if (include.conditional) continue;  // The build decides.
    if (IsKnown(candidate, include.header)) {
      const bool needs_marker =
          Contains(contract.library.headers, include.header) && include.header != contract.library.marker_header;
      if (needs_marker && !marker_seen) {
        answer.findings.push_back(IncludeFinding(
            include, "lint/include-order", "include_order",
            fmt::format("{} is not found unless {} comes before it", include.header, contract.library.marker_header),
            fmt::format("put #include <{}> above the other library includes", contract.library.marker_header)));
        return;  // The compiler stops at the first missing header, too.
      }
      continue;
    }
    const auto real = contract.other_headers.find(include.header);
    if (real == contract.other_headers.end()) {
      answer.findings.push_back(IncludeFinding(
          include, "lint/invented-header", "invented_header",
          fmt::format("no installed library has a header {}", include.header),
          fmt::format("the library {} offers: {}", contract.library.id, fmt::join(contract.library.headers, ", "))));
      return;
    }
    Finding finding = IncludeFinding(
        include, "lint/missing-library", "missing_library",
        fmt::format("{} belongs to {}, which is not part of the application", include.header, real->second),
        "use the board's own libraries, or add it to [target] installed");
    if (Contains(contract.application.installed, real->second)) {
      finding.severity = Severity::kWarning;
      finding.message = fmt::format(
          "{} is installed, but the twin does not have it: nothing can be said of sketches that use it", real->second);
      answer.verdict = VerdictKind::kInconclusive;
    }
    answer.findings.push_back(std::move(finding));
    return;
  }
}

void CheckMainFunctions(const Case& candidate, GateAnswer& answer) {
  const std::string blanked = BlankComments(candidate.text, true);
  for (const char* name : {"setup", "loop"}) {
    if (FindVoidFunction(blanked, name) > 0 || HasWord(blanked, name)) continue;
    Finding finding;
    finding.rule = "lint/main-functions";
    finding.root_cause = "missing_setup_or_loop";
    finding.message = fmt::format("the sketch has no {}()", name);
    finding.next = fmt::format("add void {}()", name);
    answer.findings.push_back(std::move(finding));
  }
}

}  // namespace

Result<GateAnswer> LintGate::Check(Case& candidate) const {
  GateAnswer answer;
  CheckMainFunctions(candidate, answer);
  CheckIncludes(candidate, answer);
  const bool error = std::any_of(answer.findings.begin(), answer.findings.end(),
                                 [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (error) answer.verdict = VerdictKind::kReject;
  return answer;
}

}  // namespace autopilot
