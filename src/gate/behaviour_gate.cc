#include "gate/behaviour_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/observation.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

/// Samples shown: ten of each class at each brightness, as many as a person would want to see.
constexpr int kRowsShown = 30;

Finding Fault(std::string rule, std::string cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = "behaviour/" + std::move(rule);
  finding.root_cause = std::move(cause);
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

std::string LastLines(const Trace& trace, std::size_t wanted) {
  std::vector<std::string> lines;
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kSerialLine) lines.push_back(event.text);
  }
  if (lines.size() > wanted) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(wanted));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

const TraceEvent* FirstOf(const Trace& trace, EventKind kind) {
  const auto found = std::find_if(trace.events.begin(), trace.events.end(),
                                  [kind](const TraceEvent& event) { return event.kind == kind; });
  return found == trace.events.end() ? nullptr : &*found;
}

/// Faults that stop the program, in the order in which they would strike.
void CheckStops(const Case& candidate, const Observation& seen, GateAnswer& answer) {
  const Trace& trace = *candidate.trace;
  const TraceEvent* allocate = FirstOf(trace, EventKind::kAllocate);
  if (allocate == nullptr && !HasWord(BlankComments(candidate.text, true), "AllocateTensors") &&
      HasWord(candidate.text, "MicroInterpreter")) {
    Finding finding = Fault("allocate", "allocation_failed", "AllocateTensors is never called",
                            "call interpreter->AllocateTensors() in setup(), before the tensors are used");
    finding.evidence = trace.crash_text;
    answer.findings.push_back(std::move(finding));
    return;
  }
  if (trace.end == RunEnd::kCrash) {
    Finding finding = Fault("crash", "crash_memory", fmt::format("the sketch crashes: {}", trace.crash_summary),
                            "mend the access at this line");
    finding.file = trace.crash_file;
    finding.line = trace.crash_line;
    finding.evidence = trace.crash_text;
    answer.findings.push_back(std::move(finding));
    return;
  }
  if (seen.begin_failed && seen.reads == 0) {
    Finding finding =
        Fault("sensor-begin", "sensor_not_started", fmt::format("the sensor does not answer: {}", seen.begin_text),
              fmt::format("use the library's own object {}, which sits on the board's bus",
                          candidate.contract.sensor ? candidate.contract.sensor->object : ""));
    finding.evidence = LastLines(trace, 3);
    answer.findings.push_back(std::move(finding));
  }
  if (allocate != nullptr && allocate->values.front() != 0) {
    const std::string words = allocate->text + "\n" + trace.debug_log;
    Finding finding;
    if (words.find("Didn't find op") != std::string::npos || words.find("op for builtin") != std::string::npos) {
      finding = Fault("operator", "operator_missing", "the resolver lacks an operator of the model",
                      "add every operator of the model to the resolver");
    } else if (candidate.metrics.arena_declared < candidate.contract.arena_need) {
      finding = Fault("arena", "arena_too_small",
                      fmt::format("the tensor arena has {} bytes, the model needs about {}",
                                  candidate.metrics.arena_declared, candidate.contract.arena_need),
                      fmt::format("give the arena at least {} bytes", candidate.contract.arena_need * 3 / 2));
      finding.counterexample = {"bytes of the arena", fmt::format(">= {}", candidate.contract.arena_need),
                                std::to_string(candidate.metrics.arena_declared)};
    } else {
      finding = Fault("allocate", "allocation_failed", "AllocateTensors fails", "see the library's words");
    }
    finding.evidence = words;
    answer.findings.push_back(std::move(finding));
  }
  if (const TraceEvent* failed = FirstOf(trace, EventKind::kInvokeFailed)) {
    const bool never_allocated = allocate == nullptr;
    Finding finding =
        Fault("invoke", never_allocated ? "allocation_failed" : "invoke_failed",
              never_allocated ? "Invoke runs although AllocateTensors was never called" : "Invoke fails",
              never_allocated ? "call interpreter->AllocateTensors() in setup()" : "see the library's words");
    finding.evidence = failed->text + "\n" + trace.debug_log;
    answer.findings.push_back(std::move(finding));
  }
  if (trace.end == RunEnd::kHalted) {
    Finding finding = Fault("halted", "allocation_failed", "the library stops the program",
                            "see the library's words: an operator or type that it cannot run");
    finding.evidence = trace.debug_log;
    answer.findings.push_back(std::move(finding));
  }
  if (trace.end == RunEnd::kOutputLimit) {
    answer.findings.push_back(
        Fault("output", "hang", "the sketch prints without end", "print one result for each inference"));
  }
  const bool stuck = trace.end == RunEnd::kHang || (!trace.setup_returned && trace.end != RunEnd::kExited);
  if (stuck && answer.findings.empty()) {
    const bool in_setup = !trace.setup_returned;
    Finding finding =
        Fault("hang", "hang", in_setup ? "setup() never returns" : "loop() stops doing anything and never returns",
              "end the loop that waits or spins");
    finding.evidence = LastLines(trace, 3);
    answer.findings.push_back(std::move(finding));
  }
  if (trace.end == RunEnd::kExited && answer.findings.empty()) {
    answer.findings.push_back(Fault("exit", "crash_memory", "the program ends by itself",
                                    "a sketch runs for ever: do not call exit() or abort()"));
  }
}

/// A program that keeps running, and does not do what it should.
void CheckWork(const Case& candidate, const Observation& seen, GateAnswer& answer) {
  const Contract& contract = candidate.contract;
  if (contract.sensor && seen.reads == 0) {
    answer.findings.push_back(Fault("no-sensor-read", "no_sensor_read", "the sensor is never read",
                                    fmt::format("read it in loop() through {}", contract.sensor->object)));
  } else if (contract.sensor && seen.reads_with_signal == 0) {
    Finding finding =
        Fault("sensor-engine", "sensor_not_started", "every reading of the sensor is zero",
              fmt::format("wait for {} before reading: it starts the measurement", contract.sensor->available));
    finding.counterexample = {"an object before the sensor", "counts above zero", "0 for every channel"};
    answer.findings.push_back(std::move(finding));
  } else if (contract.sensor && seen.reads == 1 && candidate.stimuli.size() > 1) {
    answer.findings.push_back(
        Fault("read-once", "sensor_read_once", "the sensor is read once and never again", "read it in loop()"));
  }
  if (seen.inferences.empty()) {
    answer.findings.push_back(Fault("no-inference", "no_inference", "Invoke never runs",
                                    "call interpreter->Invoke() after filling the input"));
    return;
  }
  const bool speaks = std::any_of(seen.inferences.begin(), seen.inferences.end(),
                                  [](const Inference& inference) { return !inference.lines.empty(); });
  if (!speaks) {
    answer.findings.push_back(Fault("silent", "never_reports", "no line is printed after an inference",
                                    "print the result with Serial.println"));
  }
}

void CheckArena(Case& candidate, GateAnswer& answer) {
  const Contract& contract = candidate.contract;
  const int declared = candidate.metrics.arena_declared;
  const double upper = contract.arena_need * (1 + contract.library.arena_band);
  if (declared < 0 || declared >= upper || declared < contract.arena_need * (1 - contract.library.arena_band)) return;
  Finding finding = Fault("arena-tight", "arena_too_small",
                          fmt::format("the tensor arena of {} bytes is within the error of the estimated need of {}",
                                      declared, contract.arena_need),
                          fmt::format("give the arena at least {} bytes", contract.arena_need * 3 / 2));
  finding.severity = Severity::kWarning;
  answer.findings.push_back(std::move(finding));
}

}  // namespace

Result<GateAnswer> BehaviourGate::Check(Case& candidate) const {
  GateAnswer answer;
  const bool windowed = candidate.contract.sensor_use.window > 0;
  if (windowed || (!candidate.contract.sensor && !candidate.contract.application.in_part)) {
    Finding finding = Fault("input-kind", "",
                            windowed ? "sensors read in windows cannot be shown to the twin yet"
                                     : "sketches without a sensor cannot be judged yet",
                            "");
    finding.severity = Severity::kNote;
    answer.findings.push_back(std::move(finding));
    answer.verdict = VerdictKind::kInconclusive;
    return answer;
  }
  if (candidate.stimuli.empty()) {
    AUTOPILOT_TRY(stimuli, DeriveStimuli(candidate.contract, kRowsShown));
    candidate.stimuli = stimuli;
  }
  AUTOPILOT_TRY(trace, candidate.twin.Run(*candidate.build, candidate.contract, candidate.stimuli, RunOptions(),
                                          candidate.folder));
  candidate.trace = std::move(trace);
  const Observation seen = Observe(*candidate.trace, candidate.contract);
  candidate.metrics.inferences = static_cast<int>(seen.inferences.size());
  candidate.metrics.arena_used = candidate.contract.arena_need;
  if (const TraceEvent* allocate = FirstOf(*candidate.trace, EventKind::kAllocate)) {
    candidate.metrics.arena_declared = static_cast<int>(allocate->values.back());
  }
  CheckStops(candidate, seen, answer);
  if (answer.findings.empty()) CheckWork(candidate, seen, answer);
  if (!answer.findings.empty()) {
    answer.verdict = VerdictKind::kReject;
    return answer;
  }
  CheckArena(candidate, answer);
  return answer;
}

}  // namespace autopilot
