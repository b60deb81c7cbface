#include "gate/lint_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/missing_header.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

/// The compiler stops at the first header that it does not find, and so does this.
void CheckIncludes(const Case& candidate, GateAnswer& answer) {
  const Sketch sketch{candidate.contract.application.SketchName(), candidate.text};
  const LibraryDiscovery discovery = candidate.twin.FindLibraries(sketch, candidate.contract);
  if (!discovery.missing()) return;
  answer.findings.push_back(MissingHeaderFinding(*discovery.missing(), candidate.contract));
  if (discovery.missing()->why == MissingHeader::Why::kNotModelled) answer.verdict = VerdictKind::kInconclusive;
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
  CheckIncludes(candidate, answer);
  CheckMainFunctions(candidate, answer);
  const bool error = std::any_of(answer.findings.begin(), answer.findings.end(),
                                 [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (error) answer.verdict = VerdictKind::kReject;
  return answer;
}

}  // namespace autopilot
