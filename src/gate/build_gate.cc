#include "gate/build_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/missing_header.h"
#include "gate/other_profiles.h"
#include "gate/resources_gate.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

std::map<std::string, std::string> Names(const Contract& contract) {
  std::map<std::string, std::string> names = {{"symbol", contract.application.symbol}};
  std::vector<std::string> sensors = contract.board.onboard_sensors;
  if (contract.sensor) sensors.push_back("'" + contract.sensor->object + "'");
  names["sensor"] = fmt::format("{}", fmt::join(sensors, "|"));
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

/// Only files that the user or the installation wrote are quoted: what else a sketch may have included is
/// nobody's business.
bool IsOwn(const Contract& contract, const Sketch& sketch, const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  if (file == name) return true;  // Of the sketch's own folder, which holds nothing else.
  const std::vector<std::string> own = sketch.Files();
  if (std::find(own.begin(), own.end(), file) != own.end()) return true;
  const auto has = [&](const std::vector<std::string>& headers) {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const std::string& header) { return std::filesystem::path(header).filename() == name; });
  };
  return name == "model.h" || has(contract.board.headers) || has(contract.library.headers) ||
         std::any_of(contract.libraries.begin(), contract.libraries.end(),
                     [&](const ArduinoLibrary& library) { return has(library.headers); });
}

/// The line that a diagnostic is about: from the sketch itself, not from what gcc quotes, since #line can make it open
/// any file.
std::string QuotedLine(const Sketch& sketch, const Diagnostic& diagnostic) {
  if (diagnostic.line <= 0) return "";
  for (const SketchLayout::Tab& tab : sketch.Tabs()) {
    if (tab.file == diagnostic.file) return LineOf(sketch.text, tab.first_line - 1 + diagnostic.line);
  }
  for (const SketchFile& file : sketch.layout.beside) {
    if (file.name == diagnostic.file) return LineOf(file.text, diagnostic.line);
  }
  return "";
}

Finding ExhaustedFinding(const std::string& exhausted) {
  Finding finding;
  finding.rule = "build/limits";
  finding.root_cause = "syntax_error";
  finding.message = fmt::format("the compiler gives up: the sketch needs more than {}", exhausted);
  finding.next = "look for macros, templates or includes that expand without end";
  return finding;
}

constexpr char kNoSuchFile[] = ": No such file or directory";

/// The header that a diagnostic misses; empty if it is about something else.
std::string MissedHeader(const Diagnostic& diagnostic) {
  const auto end = diagnostic.message.find(kNoSuchFile);
  return end == std::string::npos ? "" : diagnostic.message.substr(0, end);
}

MissingHeader Explain(const Case& candidate, const Sketch& sketch, const Diagnostic& diagnostic) {
  const std::string header = MissedHeader(diagnostic);
  const bool quoted = diagnostic.source.find('"' + header + '"') != std::string::npos;
  return candidate.twin.FindLibraries(sketch, candidate.contract).Explain({header, diagnostic.line, false, quoted});
}

Finding CompilerFinding(const Case& candidate, const Sketch& sketch, const Diagnostic& diagnostic) {
  const Contract& contract = candidate.contract;
  Finding finding;
  finding.rule = "build/compiler";
  if (!IsOwn(contract, sketch, diagnostic.file)) {
    finding.root_cause = "invented_header";
    finding.message =
        fmt::format("the compiler stops in {}, which is no header of the board or its libraries", diagnostic.file);
    finding.next = "include only headers that the installed libraries have";
    return finding;
  }
  const std::string source = QuotedLine(sketch, diagnostic);
  const DiagnosticCause cause = candidate.diagnostic_rules.Classify(diagnostic.message, source, Names(contract));
  finding.root_cause = cause.root_cause;
  finding.message = diagnostic.message;
  finding.next = cause.next;
  finding.file = diagnostic.file;
  finding.line = diagnostic.line;
  finding.column = diagnostic.column;
  finding.evidence = source;
  SuggestHeader(contract, finding);
  if (!MissedHeader(diagnostic).empty()) {
    const Finding missing = MissingHeaderFinding(Explain(candidate, sketch, diagnostic), contract);
    finding.root_cause = missing.root_cause;
    finding.next = missing.next;
  }
  return finding;
}

/// Why the twin cannot say whether the sketch builds or works; empty if it can. The first error decides.
std::string TwinLacks(const Case& candidate, const Sketch& sketch, const BuildResult& build) {
  if (build.builds) return "the target's compiler accepts the sketch, the twin's does not: it cannot be run here";
  const auto error = std::find_if(build.diagnostics.begin(), build.diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.kind == Diagnostic::Kind::kError;
  });
  if (error == build.diagnostics.end()) return "";
  if (!MissedHeader(*error).empty()) {
    const MissingHeader missing = Explain(candidate, sketch, *error);
    if (missing.why != MissingHeader::Why::kNotModelled) return "";
    return MissingHeaderFinding(missing, candidate.contract).message;
  }
  const std::string owner = UnmodelledName(candidate.contract, error->message);
  return owner.empty() ? "" : fmt::format("a name of {} that the twin does not have: {}", owner, error->message);
}

}  // namespace

Result<GateAnswer> BuildGate::Check(Case& candidate) const {
  constexpr int kShownErrors = 8;  // The first error decides; what follows is mostly its echo.
  const Sketch sketch = candidate.TheSketch();
  AUTOPILOT_TRY(build, candidate.twin.Build(sketch, candidate.contract, candidate.folder,
                                            {candidate.measure_memory, RegisteredOperators(candidate),
                                             candidate.thrift != Thrift::kNone}));
  candidate.build = build;

  GateAnswer answer;
  if (build.builds && build.links) return answer;
  if (!build.exhausted.empty()) {
    answer.findings.push_back(ExhaustedFinding(build.exhausted));
    answer.verdict = VerdictKind::kReject;
    return answer;
  }
  if (const std::string why = TwinLacks(candidate, sketch, build); !why.empty()) {
    Finding finding;
    finding.rule = "build/twin";
    finding.severity = Severity::kWarning;
    finding.message = why;
    if (!build.diagnostics.empty() && IsOwn(candidate.contract, sketch, build.diagnostics.front().file)) {
      finding.evidence = build.diagnostics.front().message;
    }
    answer.findings.push_back(std::move(finding));
    answer.verdict = VerdictKind::kInconclusive;
    candidate.build->builds_known = build.builds;
    return answer;
  }
  for (const Diagnostic& diagnostic : build.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::kError) continue;
    if (answer.findings.size() >= kShownErrors) break;
    answer.findings.push_back(CompilerFinding(candidate, sketch, diagnostic));
  }
  if (candidate.thrift != Thrift::kErrors) AUTOPILOT_CHECK(SuggestOtherGeneration(candidate, answer.findings));
  if (answer.findings.empty()) {
    Finding finding;
    finding.rule = "build/compiler";
    finding.root_cause = build.builds ? "link_error" : "syntax_error";
    finding.message = build.builds ? "the sketch does not link" : "the compiler refuses the sketch";
    answer.findings.push_back(std::move(finding));
  }
  answer.verdict = VerdictKind::kReject;
  return answer;
}

}  // namespace autopilot
