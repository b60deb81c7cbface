#include "gate/build_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/resources_gate.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

std::map<std::string, std::string> Names(const Contract& contract) {
  std::map<std::string, std::string> names = {{"symbol", contract.application.symbol}};
  std::string sensor = "no sensor in this application";
  if (contract.sensor) sensor = contract.sensor->id + "|'" + contract.sensor->object + "'";
  names["sensor"] = sensor;
  return names;
}

/// An error whose name some header of the profile declares: the header is missing, and which is known.
void SuggestHeader(const Contract& contract, Finding& finding) {
  for (const auto& [symbol, header] : contract.library.symbol_header) {
    if (!HasWord(finding.message, symbol) && !HasWord(finding.evidence, symbol)) continue;
    if (finding.root_cause == "undeclared_identifier") finding.root_cause = "missing_tflm_include";
    if (finding.root_cause != "missing_tflm_include") return;
    finding.next = fmt::format("add #include \"{}\" after #include <{}>", header, contract.library.marker_header);
    return;
  }
}

/// The line that a diagnostic is about, from the sketch itself: the compiler sees it under another name.
std::string QuotedLine(const Case& candidate, const Diagnostic& diagnostic) {
  if (!diagnostic.source.empty() || diagnostic.line <= 0) return diagnostic.source;
  for (const SketchFile& file : candidate.layout.beside) {
    if (file.name == diagnostic.file) return LineOf(file.text, diagnostic.line);
  }
  int line = diagnostic.line;
  for (const SketchLayout::Tab& tab : candidate.layout.tabs) {
    if (tab.file == diagnostic.file) line += tab.first_line - 1;
  }
  return LineOf(candidate.text, line);
}

/// Why the twin cannot say whether the sketch builds or works; empty if it can.
std::string TwinLacks(const Contract& contract, const BuildResult& build) {
  if (build.builds) return "the target's compiler accepts the sketch, the twin's does not: it cannot be run here";
  for (const Diagnostic& diagnostic : build.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::kError) continue;
    const auto end = diagnostic.message.find(": No such file");
    if (end == std::string::npos) return "";
    const std::string header = diagnostic.message.substr(0, end);
    for (const auto* list : {&contract.board.headers, &contract.board.standard_headers, &contract.library.headers,
                             &contract.sensor_headers}) {
      if (std::find(list->begin(), list->end(), header) != list->end()) {
        return header + " is part of the board or its library, but the twin does not have it";
      }
    }
    return "";
  }
  return "";
}

}  // namespace

Result<GateAnswer> BuildGate::Check(Case& candidate) const {
  constexpr int kShownErrors = 8;  // The first error decides; what follows is mostly its echo.
  const Sketch sketch{candidate.contract.application.SketchName(), candidate.text, candidate.layout};
  AUTOPILOT_TRY(build, candidate.twin.Build(sketch, candidate.contract, candidate.folder,
                                            {candidate.measure_memory, RegisteredOperators(candidate)}));
  candidate.build = build;

  GateAnswer answer;
  if (build.builds && build.links) return answer;
  if (const std::string why = TwinLacks(candidate.contract, build); !why.empty()) {
    Finding finding;
    finding.rule = "build/twin";
    finding.severity = Severity::kWarning;
    finding.message = why;
    finding.evidence = build.compiler_output.substr(0, 800);
    answer.findings.push_back(std::move(finding));
    answer.verdict = VerdictKind::kInconclusive;
    candidate.build->builds_known = build.builds;
    return answer;
  }
  const auto names = Names(candidate.contract);
  for (const Diagnostic& diagnostic : build.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::kError) continue;
    if (answer.findings.size() >= kShownErrors) break;
    const std::string source = QuotedLine(candidate, diagnostic);
    const DiagnosticCause cause = candidate.diagnostic_rules.Classify(diagnostic.message, source, names);
    Finding finding;
    finding.rule = "build/compiler";
    finding.root_cause = cause.root_cause;
    finding.message = diagnostic.message;
    finding.next = cause.next;
    finding.file = diagnostic.file;
    finding.line = diagnostic.line;
    finding.column = diagnostic.column;
    finding.evidence = source;
    SuggestHeader(candidate.contract, finding);
    answer.findings.push_back(std::move(finding));
  }
  if (answer.findings.empty()) {
    Finding finding;
    finding.rule = "build/compiler";
    finding.root_cause = build.builds ? "link_error" : "syntax_error";
    finding.message = build.builds ? "the sketch does not link" : "the compiler refuses the sketch";
    finding.evidence = build.compiler_output.substr(0, 2000);
    answer.findings.push_back(std::move(finding));
  }
  answer.verdict = VerdictKind::kReject;
  return answer;
}

}  // namespace autopilot
