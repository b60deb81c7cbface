#include "protocol/piece_judge.h"

#include <fmt/format.h>

#include <chrono>
#include <map>

#include "gate/build_gate.h"

namespace autopilot {
namespace {

/// Printed lines by case; a case that was never reached is absent.
std::map<std::size_t, std::vector<std::string>> LinesByCase(const Trace& trace) {
  std::map<std::size_t, std::vector<std::string>> lines;
  std::vector<std::string>* current = nullptr;
  for (const TraceEvent& event : trace.events) {
    if (event.kind != EventKind::kSerialLine) continue;
    if (event.text.starts_with('#')) {
      current = event.text == "#end" ? nullptr : &lines[std::stoul(event.text.substr(1))];
    } else if (current != nullptr) {
      current->push_back(event.text);
    }
  }
  return lines;
}

Finding Fault(const Piece& piece, const std::string& rule, const std::string& cause, const std::string& message) {
  Finding finding;
  finding.rule = "piece/" + rule;
  finding.root_cause = cause;
  finding.message = message;
  finding.file = piece.name + ".cpp";
  return finding;
}

/// What a wrong result of a piece would be in the whole sketch.
std::string CauseOf(const Piece& piece) {
  if (piece.name == "features") return "input_scaling";
  if (piece.name == "report") return "wrong_value_reported";
  if (piece.name == "read_raw") return "no_sensor_read";
  return "sensor_not_started";
}

void Record(Verdict& verdict, const std::string& gate, VerdictKind kind, std::chrono::steady_clock::time_point since) {
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - since;
  verdict.gates.push_back({gate, kind, elapsed.count()});
  if (kind != VerdictKind::kPass && verdict.passed()) {
    verdict.verdict = kind;
    verdict.gate = gate;
  }
}

}  // namespace

Result<PieceVerdict> PieceJudge::Judge(const Piece& piece, const std::string& code,
                                       const std::filesystem::path& folder) const {
  PieceVerdict result;
  Verdict& verdict = result.verdict;
  Case candidate{contract, twin, causes, rules, folder, RenderPieceTest(contract, piece, code), {}, {}, {}, {}, {}};

  auto start = std::chrono::steady_clock::now();
  AUTOPILOT_TRY(build, BuildGate().Check(candidate));
  Record(verdict, "build", build.verdict, start);
  verdict.findings = std::move(build.findings);
  verdict.builds = candidate.build->builds ? 1 : 0;

  if (verdict.passed()) {
    start = std::chrono::steady_clock::now();
    std::vector<Stimulus> shown;
    if (piece.needs_sensor) shown.push_back(stimuli.front());
    AUTOPILOT_TRY(trace, twin.Run(*candidate.build, contract, shown, RunOptions(), folder));
    if (trace.end == RunEnd::kCrash) {
      Finding finding = Fault(piece, "crash", "crash_memory", "the function crashes: " + trace.crash_summary);
      finding.line = trace.crash_line;
      finding.evidence = trace.crash_text;
      verdict.findings.push_back(std::move(finding));
    }
    const auto lines = LinesByCase(trace);
    for (std::size_t i = 0; i < piece.cases.size() && verdict.findings.empty(); ++i) {
      const auto printed = lines.find(i);
      if (printed != lines.end() && piece.cases[i].accepts(printed->second)) continue;
      Finding finding =
          Fault(piece, "case", CauseOf(piece), "the function gives another result than the contract asks for");
      finding.counterexample = {piece.cases[i].input, piece.cases[i].expected,
                                printed == lines.end() ? "the case was never reached"
                                                       : fmt::format("printed: {}", fmt::join(printed->second, " / "))};
      finding.next = "compute what the expected column shows";
      verdict.findings.push_back(std::move(finding));
      result.failed_case = i;
    }
    Record(verdict, "behaviour", verdict.findings.empty() ? VerdictKind::kPass : VerdictKind::kReject, start);
  }
  for (Finding& finding : verdict.findings) causes.Complete(finding);
  if (const Finding* first = verdict.passed() ? nullptr : verdict.FirstError()) {
    verdict.root_cause = first->root_cause;
    verdict.paper_category = first->paper_category;
  }
  return result;
}

}  // namespace autopilot
