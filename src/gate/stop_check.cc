#include "gate/stop_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/fault.h"
#include "gate/report_cause.h"
#include "gate/source_text.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

std::string LastLines(const Trace& trace, std::size_t wanted) {
  std::vector<std::string> lines;
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kSerialLine) lines.push_back(event.text);
  }
  if (lines.size() > wanted) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(wanted));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

Finding SensorFault(const Case& candidate, const Trace& trace, const Observation& seen) {
  Finding finding = BehaviourFault("sensor-begin", "sensor_not_started",
                                   fmt::format("the sensor does not answer: {}", seen.begin_text),
                                   fmt::format("use the library's own object {}, which sits on the board's bus",
                                               candidate.contract.sensor ? candidate.contract.sensor->object : ""));
  finding.evidence = LastLines(trace, 3);
  return finding;
}

/// Whether the library's words are that the arena does not suffice: it allocates from nothing else, and its planner
/// works in what is left.
bool SayArenaIsShort(const std::string& words) {
  return words.find("Failed to allocate") != std::string::npos || words.find("rena size") != std::string::npos ||
         words.find("Failed to resize buffer") != std::string::npos ||
         words.find("Too many buffers") != std::string::npos;
}

/// `words` are the library's, `declared` is the arena's size, -1 where it is not known.
Finding AllocationFault(const Case& candidate, const std::string& words, int declared) {
  const Contract& contract = candidate.contract;
  Finding finding;
  if (words.find("Didn't find op") != std::string::npos || words.find("op for builtin") != std::string::npos) {
    finding = BehaviourFault("operator", "operator_missing", "the resolver lacks an operator of the model",
                             "add every operator of the model to the resolver");
  } else if (declared >= 0 && declared < contract.arena_need) {
    finding = BehaviourFault(
        "arena", "arena_too_small",
        fmt::format("the tensor arena has {} bytes, the model needs about {}", declared, contract.arena_need),
        fmt::format("give the arena at least {} bytes", contract.arena_need * 3 / 2));
    finding.counterexample = {"bytes of the arena", fmt::format(">= {}", contract.arena_need),
                              std::to_string(declared)};
  } else if (SayArenaIsShort(words)) {
    finding = BehaviourFault("arena", "arena_too_small", "the tensor arena does not suffice for the model",
                             "make the arena larger; the library's words say how much is missing");
  } else {
    finding = BehaviourFault("allocate", "allocation_failed", "AllocateTensors fails", "see the library's words");
  }
  finding.evidence = words;
  return finding;
}

/// What the library wanted to say through an error reporter that is null, over which it falls.
std::string UnspeakableWords(const Trace& trace) {
  if (trace.end != RunEnd::kCrash) return "";
  const TraceEvent* note = FirstOf(trace, EventKind::kNote);
  return note != nullptr && note->text.find("null error reporter") != std::string::npos ? note->text : "";
}

Finding InvokeFault(const Trace& trace, const TraceEvent& failed, bool allocated) {
  Finding finding =
      BehaviourFault("invoke", allocated ? "invoke_failed" : "allocation_failed",
                     allocated ? "Invoke fails" : "Invoke runs although AllocateTensors was never called",
                     allocated ? "see the library's words" : "call interpreter->AllocateTensors() in setup()");
  finding.evidence = failed.text + "\n" + trace.debug_log;
  return finding;
}

Finding CrashFault(const Trace& trace) {
  Finding finding =
      BehaviourFault("crash", "crash_memory", fmt::format("the sketch crashes: {}", trace.crash_summary),
                     trace.crash_line > 0 ? "mend the access at this line"
                                          : "look for pointers that were never set and for indices out of range");
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kNote && finding.message.find(event.text) == std::string::npos) {
      finding.message += "; " + event.text;
    }
  }
  finding.file = trace.crash_file;
  finding.line = trace.crash_line;
  finding.evidence = trace.crash_text;
  return finding;
}

/// The bytes of a float are no index into the labels, and what they are used for otherwise is luck; a float
/// does not fit into the memory of a smaller number.
bool FollowsFromOutputType(const Case& candidate, const Observation& seen) {
  const auto& tflite = candidate.contract.tflite;
  if (seen.inferences.empty() || !tflite) return false;
  return tflite->output.type == "float32" ? ReadsTensorsAsBytes(candidate.text) : ReadsTensorsAsFloat(candidate.text);
}

/// How the sketch was told that an operator found no room in its resolver; empty if it was not.
std::string WordsOfFullResolver(const Trace& trace) {
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kNote && event.text.starts_with("the operator resolver is full")) return event.text;
  }
  return "";
}

Finding StuckFault(const Trace& trace) {
  const char* const where = trace.setup_returned ? "loop()" : "setup()";
  Finding finding;
  if (const std::string full = WordsOfFullResolver(trace); !full.empty() && !trace.setup_returned) {
    finding =
        BehaviourFault("operator", "operator_missing", fmt::format("{}, and setup() stops", full),
                       "give MicroMutableOpResolver<> room for every operator that is added, and add only the model's");
  } else if (!trace.waits_for.empty()) {
    finding =
        BehaviourFault("waiting", "blocks_waiting",
                       fmt::format("{} waits for {}, which the application does not have", where, trace.waits_for),
                       "go on without it, or wait only for a few seconds");
  } else {
    finding =
        BehaviourFault("hang", "hang",
                       trace.setup_returned ? "loop() stops doing anything and never returns" : "setup() never returns",
                       "end the loop that waits or spins");
  }
  finding.evidence = LastLines(trace, 3);
  return finding;
}

}  // namespace

Finding SilentSensorFault(const Contract& contract) {
  Finding finding =
      BehaviourFault("sensor-engine", "sensor_not_started", "every reading of the sensor is zero",
                     fmt::format("wait for {} before reading: it starts the measurement", contract.sensor->available));
  finding.counterexample = {"an object before the sensor", "counts above zero", "0 for every channel"};
  return finding;
}

const TraceEvent* FirstOf(const Trace& trace, EventKind kind) {
  const auto found = std::find_if(trace.events.begin(), trace.events.end(),
                                  [kind](const TraceEvent& event) { return event.kind == kind; });
  return found == trace.events.end() ? nullptr : &*found;
}

int DeclaredArena(const Trace& trace) {
  const TraceEvent* allocate = FirstOf(trace, EventKind::kAllocate);
  return allocate == nullptr ? -1 : static_cast<int>(allocate->values.back());
}

bool IsStuck(const Trace& trace) {
  if (trace.end == RunEnd::kHang) return true;
  return !trace.setup_returned && trace.end == RunEnd::kCompleted;
}

std::vector<Finding> CheckStops(const Case& candidate, const Trace& trace, const Observation& seen) {
  std::vector<Finding> findings;
  if (trace.events.empty() && trace.end == RunEnd::kCrash) {
    findings.push_back(
        BehaviourFault("size", "ram_overflow", "the sketch's variables need more memory than there is",
                       fmt::format("the board has {} bytes of RAM", candidate.contract.board.ram_bytes)));
    findings.back().evidence = trace.crash_text;
    return findings;
  }
  if (seen.begin_failed && seen.reads == 0) findings.push_back(SensorFault(candidate, trace, seen));

  const TraceEvent* allocate = FirstOf(trace, EventKind::kAllocate);
  const bool never_allocates = allocate == nullptr && HasWord(candidate.text, "MicroInterpreter") &&
                               !HasWord(BlankComments(candidate.text, true), "AllocateTensors");
  bool no_tensors = never_allocates;
  if (never_allocates) {
    findings.push_back(BehaviourFault("allocate", "allocation_failed", "AllocateTensors is never called",
                                      "call interpreter->AllocateTensors() in setup(), before the tensors are used"));
    findings.back().evidence = trace.crash_text;
  } else if (allocate != nullptr && allocate->values.front() != 0) {
    findings.push_back(AllocationFault(candidate, allocate->text + "\n" + trace.debug_log, DeclaredArena(trace)));
    no_tensors = true;
  } else if (const std::string words = UnspeakableWords(trace); allocate == nullptr && !words.empty()) {
    findings.push_back(AllocationFault(candidate, words, -1));
    no_tensors = true;
  }
  const TraceEvent* failed = FirstOf(trace, EventKind::kInvokeFailed);
  if (failed != nullptr && !no_tensors) findings.push_back(InvokeFault(trace, *failed, allocate != nullptr));

  // A program that falls over its first result was perhaps never shown anything: only then is zero a fault.
  const bool saw_object = std::any_of(seen.inferences.begin(), seen.inferences.end(),
                                      [](const Inference& inference) { return inference.stimulus >= 0; });
  if (trace.end == RunEnd::kCrash && candidate.contract.sensor && saw_object && seen.reads_with_signal == 0) {
    findings.push_back(SilentSensorFault(candidate.contract));
  }
  // Without tensors their pointers are null: that a sketch falls over them is no second fault.
  if (trace.end == RunEnd::kCrash && !no_tensors) {
    if (FollowsFromOutputType(candidate, seen)) findings.push_back(OutputTypeFault(candidate.contract));
    findings.push_back(CrashFault(trace));
  }
  if (trace.end == RunEnd::kHalted && !no_tensors) {
    findings.push_back(BehaviourFault("halted", "allocation_failed", "the library stops the program",
                                      "see the library's words: an operator or type that it cannot run"));
    findings.back().evidence = trace.debug_log;
  }
  if (trace.end == RunEnd::kOutputLimit) {
    findings.push_back(
        BehaviourFault("output", "hang", "the sketch prints without end", "print one result for each inference"));
    findings.back().evidence = LastLines(trace, 3);
  }
  if (IsStuck(trace) && findings.empty()) {
    findings.push_back(StuckFault(trace));
    if (!trace.setup_returned && seen.inferences.empty()) {
      findings.push_back(BehaviourFault("no-inference", "no_inference", "so Invoke never runs",
                                        "let setup() end, and call interpreter->Invoke() in loop()"));
    }
  }
  if (trace.end == RunEnd::kExited && findings.empty()) {
    findings.push_back(BehaviourFault("exit", "crash_memory", "the program ends by itself",
                                      "a sketch runs for ever: do not call exit() or abort()"));
  }
  return findings;
}

}  // namespace autopilot
