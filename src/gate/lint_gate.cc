#include "gate/lint_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

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
    if (IsKnown(contract, include.header)) {
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

/// No program that fits the board needs so much text, and nobody reads it.
constexpr std::size_t kMostBytes = 8u << 20;

std::optional<Finding> CheckSize(const Case& candidate) {
  if (candidate.text.size() <= kMostBytes) return std::nullopt;
  Finding finding;
  finding.rule = "lint/size";
  finding.root_cause = "flash_overflow";
  finding.message =
      fmt::format("a sketch of {:.1f} MB: the board has {} bytes of flash",
                  static_cast<double>(candidate.text.size()) / (1 << 20), candidate.contract.board.flash_bytes);
  finding.next = fmt::format("keep the sketch below {} MB", kMostBytes >> 20);
  return finding;
}

/// Bytes that no text holds: not even a compiler should be bothered with them.
std::optional<Finding> CheckText(const Case& candidate) {
  if (candidate.text.find('\0') == std::string::npos) return std::nullopt;
  Finding finding;
  finding.rule = "lint/text";
  finding.root_cause = "syntax_error";
  finding.message = "the sketch is no text: it holds bytes of value 0";
  finding.next = "give the .ino file as plain text in UTF-8";
  return finding;
}

/// Files that lie outside the sketch, by whatever way they are taken in.
std::optional<Finding> CheckForeignFiles(const Case& candidate) {
  for (const Include& include : FindIncludes(candidate.text)) {
    const std::filesystem::path path(include.header);
    const bool climbs = std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
    if (!path.is_absolute() && !climbs) continue;
    return IncludeFinding(include, "lint/foreign-file", "invented_header",
                          fmt::format("{} lies outside the sketch: no other machine has it", include.header),
                          "include headers of libraries, or files beside the sketch");
  }
  const auto at = candidate.text.find(".incbin");
  if (at == std::string::npos || BlankComments(candidate.text, false).substr(at, 7) != ".incbin") return std::nullopt;
  Finding finding;
  finding.rule = "lint/foreign-file";
  finding.root_cause = "invented_header";
  finding.message = "the assembler's .incbin takes in a file of the machine that builds the sketch";
  finding.next = "write the data into the sketch";
  finding.line = 1 + static_cast<int>(std::count(candidate.text.begin(),
                                                 candidate.text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  return finding;
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
  for (const auto check : {&CheckSize, &CheckText, &CheckForeignFiles}) {
    auto finding = check(candidate);
    if (!finding) continue;
    answer.findings.push_back(std::move(*finding));
    answer.verdict = VerdictKind::kReject;
    return answer;
  }
  // In the order in which a compiler would stop: at a missing header first, at what is undefined last.
  CheckIncludes(candidate, answer);
  CheckMainFunctions(candidate, answer);
  const bool error = std::any_of(answer.findings.begin(), answer.findings.end(),
                                 [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (error) answer.verdict = VerdictKind::kReject;
  return answer;
}

}  // namespace autopilot
