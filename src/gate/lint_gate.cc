#include "gate/lint_gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "gate/missing_header.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

/// The compiler stops at the first header that it does not find, and so does this.
void CheckIncludes(const Case& candidate, GateAnswer& answer) {
  const LibraryDiscovery discovery = candidate.twin.FindLibraries(candidate.TheSketch(), candidate.contract);
  if (!discovery.missing()) return;
  answer.findings.push_back(MissingHeaderFinding(*discovery.missing(), candidate.contract));
  if (discovery.missing()->why == MissingHeader::Why::kNotModelled) answer.verdict = VerdictKind::kInconclusive;
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

/// Bytes that no text holds.
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
    Finding finding;
    finding.rule = "lint/foreign-file";
    finding.root_cause = "invented_header";
    finding.message = fmt::format("{} lies outside the sketch: no other machine has it", include.header);
    finding.next = "include headers of libraries, or files beside the sketch";
    finding.line = include.line;
    return finding;
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
