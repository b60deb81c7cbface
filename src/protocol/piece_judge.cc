#include "protocol/piece_judge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "gate/build_gate.h"
#include "protocol/sketch_frame.h"

namespace autopilot {
namespace {

/// What was done by case; a case that was never reached is absent.
std::map<std::size_t, Stretch> StretchesByCase(const Trace& trace) {
  std::map<std::size_t, Stretch> stretches;
  std::size_t begin = 0;  // Of the case under way; 0: none is.
  std::size_t next = 0;   // Only the marker that is due is one: the function may print what it likes.
  const auto finish = [&](std::size_t end) {
    if (begin > 0 && !stretches.contains(next - 1)) stretches[next - 1] = StretchOf(trace, begin, end);
  };
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.kind != EventKind::kSerialLine) continue;
    const bool marker = event.text == "#" + std::to_string(next);
    if (event.text != "#end" && event.text != kStepOver && !marker) continue;
    finish(i);
    begin = marker ? i + 1 : 0;
    if (marker) ++next;
  }
  finish(trace.events.size());
  return stretches;
}

/// What a case's function did instead of what it should have; empty where it did.
std::string WhatElse(const PieceCase& piece_case, const Stretch& seen) {
  if (piece_case.refutes) return piece_case.refutes(seen);
  return piece_case.accepts(seen) ? "" : fmt::format("printed: {}", fmt::join(seen.lines, " / "));
}

Finding Fault(const Piece& piece, const std::string& rule, const std::string& cause, const std::string& message) {
  Finding finding;
  finding.rule = "piece/" + rule;
  finding.root_cause = cause;
  finding.message = message;
  finding.file = piece.name + ".cpp";
  return finding;
}

bool SensorStarted(const Trace& trace) {
  return std::any_of(trace.events.begin(), trace.events.end(), [](const TraceEvent& event) {
    return event.kind == EventKind::kSensorBegin && event.text.ends_with("ok");
  });
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
  for (const Diagnostic& diagnostic : candidate.build->diagnostics) {
    if (std::filesystem::path(diagnostic.file).filename() == piece.name + ".cpp")
      result.diagnostics.push_back(diagnostic);
  }

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
    if (trace.end == RunEnd::kHang || trace.end == RunEnd::kOutputLimit) {
      verdict.findings.push_back(Fault(piece, "hang", "hang", "the function never returns"));
    }
    if (verdict.findings.empty() && piece.starts_sensor && !SensorStarted(trace)) {
      Finding finding = Fault(piece, "not-started", piece.root_cause, "the function does not start the sensor");
      finding.counterexample = {piece.cases.front().input, piece.cases.front().expected, "the sensor was not started"};
      verdict.findings.push_back(std::move(finding));
    }
    const auto stretches = StretchesByCase(trace);
    for (std::size_t i = 0; i < piece.cases.size() && verdict.findings.empty(); ++i) {
      const auto seen = stretches.find(i);
      const std::string instead =
          seen == stretches.end() ? "the case was never reached" : WhatElse(piece.cases[i], seen->second);
      if (instead.empty()) continue;
      Finding finding =
          Fault(piece, "case", piece.root_cause, "the function gives another result than the contract asks for");
      finding.counterexample = {piece.cases[i].input, piece.cases[i].expected, instead};
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
