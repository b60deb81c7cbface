#include "gate/work_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "gate/fault.h"
#include "gate/source_text.h"
#include "gate/stop_check.h"

namespace autopilot {
namespace {

/// True if the sensor was read before one object at most, although several came and inferences went on.
bool ReadsOnlyOnce(const Contract& contract, const Trace& trace, const Observation& seen) {
  if (seen.last_inference_seconds < 0.75 * seen.end_seconds) return false;
  std::set<int> read;
  int shown = -1;
  int objects = 0;
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kStimulus) {
      shown = event.index;
      objects += shown >= 0 ? 1 : 0;
    } else if (HoldsMapped(event, contract) && objects > 0) {
      read.insert(objects);
    }
  }
  return objects > 2 && read.size() <= 1;
}

/// True if inferences go on and on although nothing was read since.
bool InfersWithoutReading(const Trace& trace, const Contract& contract) {
  constexpr int kMany = 50;
  int inferences = 0;
  int since_reading = 0;
  for (const TraceEvent& event : trace.events) {
    if (HoldsMapped(event, contract)) since_reading = 0;
    if (event.kind != EventKind::kInvoke) continue;
    ++inferences;
    ++since_reading;
  }
  return since_reading > kMany && 2 * since_reading > inferences;
}

std::optional<Finding> CheckSensor(const Contract& contract, const std::string& text, const Trace& trace,
                                   const Observation& seen) {
  if (!contract.sensor) return std::nullopt;
  if (seen.reads == 0 && !trace.waits_for.empty()) {
    return BehaviourFault(
        "waiting", "blocks_waiting",
        fmt::format("nothing is read while there is no {}, which the application does not have", trace.waits_for),
        "go on without it");
  }
  if (seen.reads == 0 && !seen.begin_seen && HasWord(BlankComments(text, true), contract.sensor->object)) {
    return BehaviourFault("sensor-start", "sensor_not_started", "the sensor is used but never started",
                          fmt::format("call {} in setup()", contract.sensor->begin_check));
  }
  if (seen.reads == 0) {
    return BehaviourFault("no-sensor-read", "no_sensor_read", "the sensor is never read",
                          fmt::format("read it in loop() through {}", contract.sensor->object));
  }
  if (seen.reads_with_signal == 0) {
    return SilentSensorFault(contract);
  }
  if (ReadsOnlyOnce(contract, trace, seen) || InfersWithoutReading(trace, contract)) {
    return BehaviourFault("read-once", "sensor_read_once", "the sensor is read once and never again",
                          "read it in loop()");
  }
  return std::nullopt;
}

/// Live bytes of the heap at each stimulus. Buffers fill up and stay; what grows to the end is lost.
std::optional<Finding> CheckHeap(const Contract& contract, const Trace& trace) {
  constexpr std::size_t kEnough = 12;  // Stimuli, half of which are left out as the time of filling up.
  constexpr double kLeast = 256;       // Bytes; less may be one string that has become longer.
  constexpr double kSteady = 0.75;     // Share of steps that go up.
  std::vector<double> live;
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kHeap) live.push_back(event.values.front());
  }
  if (live.size() < kEnough) return std::nullopt;
  live.erase(live.begin(), live.begin() + static_cast<std::ptrdiff_t>(live.size() / 2));
  int up = 0;
  for (std::size_t i = 1; i < live.size(); ++i) up += live[i] > live[i - 1] ? 1 : 0;
  const double growth = live.back() - live.front();
  if (growth < kLeast || up < kSteady * static_cast<double>(live.size() - 1)) return std::nullopt;
  Finding finding =
      BehaviourFault("heap", "heap_growth",
                     fmt::format("memory grows for ever: {:.0f} more bytes of the heap are in use after {} objects",
                                 growth, live.size() - 1),
                     "free what each turn allocates, or allocate once and keep it");
  finding.counterexample = {
      "bytes of the heap in use", "the same after every object",
      fmt::format("{:.0f}, then {:.0f} of {}", live.front(), live.back(), contract.board.ram_bytes)};
  return finding;
}

/// A frame that is larger than the whole stack overflows it on the board, where memory is overwritten in
/// silence. Small frames are larger on the host than on the board and prove nothing.
std::optional<Finding> CheckStack(const Contract& contract, const Trace& trace) {
  const int room = contract.board.stack_bytes;
  if (room == 0 || trace.largest_frame <= room) return std::nullopt;
  return BehaviourFault(
      "stack", "stack_overflow",
      fmt::format("one function needs {} bytes for its variables, the board's stack has {}", trace.largest_frame, room),
      "make the large arrays static or global");
}

}  // namespace

std::vector<Finding> CheckWork(const Case& candidate, const Trace& trace, const Observation& seen,
                               const std::vector<Stimulus>& stimuli) {
  const Contract& contract = candidate.contract;
  std::vector<Finding> findings;
  if (auto finding = CheckStack(contract, trace)) findings.push_back(std::move(*finding));
  if (stimuli.size() > 1) {
    if (auto finding = CheckSensor(contract, candidate.text, trace, seen)) findings.push_back(std::move(*finding));
  }
  const bool waits = !findings.empty() && findings.back().root_cause == "blocks_waiting";
  if (seen.inferences.empty() && !waits) {
    findings.push_back(BehaviourFault("no-inference", "no_inference", "Invoke never runs",
                                      "call interpreter->Invoke() after filling the input"));
  }
  const bool speaks = std::any_of(seen.inferences.begin(), seen.inferences.end(),
                                  [](const Inference& inference) { return !inference.lines.empty(); });
  if (!seen.inferences.empty() && !speaks) {
    findings.push_back(BehaviourFault("silent", "never_reports", "no line is printed after an inference",
                                      "print the result with Serial.println"));
  }
  if (auto finding = CheckHeap(contract, trace)) findings.push_back(std::move(*finding));
  return findings;
}

}  // namespace autopilot
