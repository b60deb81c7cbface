#include "gate/lint_gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "gate/other_profiles.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Headers that the application's board, sensors and libraries have.
bool IsKnown(const Contract& contract, std::string header) {
  if (header.starts_with("./")) header.erase(0, 2);
  if (header == "model.h" || header == "Arduino.h") return true;
  if (Contains(contract.library.headers, header) || Contains(contract.board.headers, header) ||
      Contains(contract.board.standard_headers, header)) {
    return true;
  }
  return Contains(contract.sensor_headers, header);
}

/// Of the library's packaging whose marker the sketch includes: the real one has it, the twin does not.
bool BelongsToPackaging(const Contract& contract, const std::vector<Include>& includes, const std::string& header) {
  return std::any_of(
      contract.library.packagings.begin(), contract.library.packagings.end(), [&](const auto& packaging) {
        return Contains(packaging.headers, header) &&
               std::any_of(includes.begin(), includes.end(),
                           [&](const Include& include) { return include.header == packaging.marker_header; });
      });
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
  const std::vector<Include> includes = FindIncludes(candidate.text);
  for (const Include& include : includes) {
    if (contract.library.IsMarker(include.header)) marker_seen = true;
    if (include.conditional) continue;  // The build decides.
    if (IsKnown(contract, include.header)) {
      const bool needs_marker =
          Contains(contract.library.headers, include.header) && !contract.library.IsMarker(include.header);
      if (needs_marker && !marker_seen) {
        answer.findings.push_back(IncludeFinding(
            include, "lint/include-order", "include_order",
            fmt::format("{} is not found unless {} comes before it", include.header, contract.library.marker_header),
            fmt::format("put #include <{}> above the other library includes", contract.library.marker_header)));
        return;  // The compiler stops at the first missing header, too.
      }
      continue;
    }
    if (BelongsToPackaging(contract, includes, include.header)) {
      Finding finding =
          IncludeFinding(include, "lint/packaging", "",
                         fmt::format("{} is a header of this packaging of {}, which the twin does not have",
                                     include.header, contract.library.id),
                         "list the operators with MicroMutableOpResolver to have the sketch judged");
      finding.severity = Severity::kWarning;
      answer.findings.push_back(std::move(finding));
      answer.verdict = VerdictKind::kInconclusive;
      return;
    }
    const auto real = contract.other_headers.find(include.header);
    const std::string ids = fmt::format("{}", fmt::join(GenerationsWithHeader(contract, include.header), ", "));
    if (real == contract.other_headers.end() && !ids.empty()) {
      answer.findings.push_back(IncludeFinding(
          include, "lint/other-generation", "profile_mismatch",
          fmt::format("{} is a header of {}, not of {}", include.header, ids, contract.library.id),
          fmt::format("write for {}, or set [target] library to the one that is installed", contract.library.id)));
      return;
    }
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
