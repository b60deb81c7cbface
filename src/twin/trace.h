#pragma once

/// What happened on the device twin, in order, with virtual time. Written by the runtime that is
/// linked with the sketch (device/runtime), read here. Format: docs/formats/trace.md.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

enum class EventKind {
  kStimulus,      ///< A new stimulus is shown: `index` of it; -1 when it is taken away.
  kPhase,         ///< "setup" begins, "loop" begins, "end".
  kSensorBegin,   ///< text: "APDS9960 Wire1 ok" or "... failed".
  kSensorRead,    ///< text: sensor; values: readings that the sketch got, by channel; NaN: not of this reading.
  kAllocate,      ///< values: {status (0 ok), declared arena bytes}; text: the library's words.
  kInvoke,        ///< values: input tensor; output: output tensor (raw numbers of their type); empty: left out.
  kInvokeFailed,  ///< text: the library's words.
  kSerialLine,    ///< text: one finished line.
  kPin,           ///< values: {pin, level}.
  kHalted,        ///< The library stopped the program.
  kHeap,          ///< values: {bytes of the heap in use}, when a stimulus comes.
  kNote,          ///< text: anything else worth citing.
};

struct TraceEvent {
  EventKind kind = EventKind::kNote;
  double seconds = 0;  ///< Virtual time since power-on.
  bool kept = false;   ///< kInvoke: the sketch wrote nothing new into the input tensors since the last one.
  double sampled = 0;  ///< kSensorRead: when the sensor measured it.
  int index = 0;
  std::string text;
  std::vector<double> values;
  std::vector<double> output;
};

/// How the run on the twin ended.
enum class RunEnd {
  kCompleted,    ///< All stimuli were shown.
  kHang,         ///< A loop without any call to the board, or the CPU limit.
  kCrash,        ///< A sanitizer report or a signal.
  kHalted,       ///< The library halted.
  kExited,       ///< The sketch ended the program.
  kOutputLimit,  ///< It printed without end.
  kInfrastructure,
};

struct Trace {
  std::vector<TraceEvent> events;
  RunEnd end = RunEnd::kCompleted;
  std::string crash_summary;  ///< "stack-buffer-overflow", "division by zero", ...
  std::string crash_text;     ///< The sanitizer's report, shortened.
  std::string crash_file;     ///< Where in the sketch, if known.
  int crash_line = 0;
  bool setup_returned = false;
  std::uint64_t loop_turns = 0;
  double virtual_seconds = 0;
  std::string debug_log;   ///< What the library printed by itself.
  std::string waits_for;   ///< What the sketch was still asking for at the end: "a serial monitor"; mostly nothing.
  std::string forgivable;  ///< The fault that ended the run, if RunOptions::neutralise knows it; else empty.
  int largest_frame = 0;   ///< Bytes of stack that one function of the sketch took, at most.
};

/// Parses what the runtime wrote. Unfinished last lines are accepted: a crash cuts them.
Result<Trace> ParseTrace(std::string_view text);

}  // namespace autopilot
