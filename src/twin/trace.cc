#include "twin/trace.h"

#include <charconv>
#include <cstdlib>

namespace autopilot {
namespace {

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto end = line.find('\t');
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

double Number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

int Integer(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char next = text[++i];
    result += next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
  }
  return result;
}

std::vector<double> Numbers(std::string_view list) {
  std::vector<double> values;
  if (list == "-") return values;
  while (!list.empty()) {
    const auto end = list.find(',');
    values.push_back(Number(list.substr(0, end)));
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return values;
}

/// "setup=1" -> 1 for key "setup"; -1 if absent.
long long KeyedNumber(const std::vector<std::string_view>& fields, std::string_view key) {
  for (std::string_view field : fields) {
    if (field.starts_with(key) && field.size() > key.size() && field[key.size()] == '=') {
      return std::strtoll(std::string(field.substr(key.size() + 1)).c_str(), nullptr, 10);
    }
  }
  return -1;
}

/// Readings of one channel that were fetched in one go: an event each.
void AddReadings(Trace& trace, double seconds, const std::vector<std::string_view>& fields) {
  TraceEvent event;
  event.kind = EventKind::kSensorRead;
  event.seconds = seconds;
  if (fields.size() > 2) event.text = std::string(fields[2]);
  double first = seconds;
  double step = 0;
  std::vector<double> values;
  for (std::size_t i = 3; i < fields.size(); ++i) {
    if (fields[i].starts_with('@')) {
      first = Number(fields[i].substr(1));
    } else if (fields[i].starts_with('+')) {
      step = Number(fields[i].substr(1));
    } else {
      values.push_back(Number(fields[i]));
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    event.sampled = first + step * static_cast<double>(i);
    event.values = {values[i]};
    trace.events.push_back(event);
  }
}

RunEnd EndFrom(std::string_view word) {
  if (word == "completed" || word == "limit") return RunEnd::kCompleted;
  if (word == "hang") return RunEnd::kHang;
  if (word == "halted") return RunEnd::kHalted;
  if (word == "output-limit") return RunEnd::kOutputLimit;
  if (word == "crash") return RunEnd::kCrash;
  return RunEnd::kExited;
}

}  // namespace

Result<Trace> ParseTrace(std::string_view text) {
  Trace trace;
  trace.end = RunEnd::kExited;  // Replaced by the end event; a run that dies has none.
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) break;
    const std::vector<std::string_view> fields = Fields(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (fields.size() < 2) continue;

    TraceEvent event;
    event.seconds = Number(fields[1]);
    const std::string_view kind = fields[0];
    const std::string_view first = fields.size() > 2 ? fields[2] : std::string_view();
    if (kind == "stimulus") {
      event.kind = EventKind::kStimulus;
      event.index = Integer(first);
    } else if (kind == "away") {
      event.kind = EventKind::kStimulus;
      event.index = -1;
    } else if (kind == "phase") {
      event.kind = EventKind::kPhase;
      event.text = first;
      if (first == "loop") trace.setup_returned = true;
    } else if (kind == "begin") {
      event.kind = EventKind::kSensorBegin;
      for (std::size_t i = 2; i < fields.size(); ++i) event.text += (i > 2 ? " " : "") + std::string(fields[i]);
    } else if (kind == "read") {
      event.kind = EventKind::kSensorRead;
      event.text = std::string(first);
      event.sampled = event.seconds;
      for (std::size_t i = 3; i < fields.size(); ++i) {
        if (fields[i].starts_with('@')) {
          event.sampled = Number(fields[i].substr(1));
        } else {
          event.values.push_back(Number(fields[i]));
        }
      }
    } else if (kind == "reads") {
      AddReadings(trace, event.seconds, fields);
      continue;
    } else if (kind == "allocate") {
      event.kind = EventKind::kAllocate;
      event.values = {Number(first), fields.size() > 3 ? Number(fields[3]) : 0.0};
      if (fields.size() > 4) event.text = Unescape(fields[4]);
    } else if (kind == "invoke") {
      event.kind = EventKind::kInvoke;
      for (std::string_view field : fields) {
        if (field.starts_with("in:")) event.values = Numbers(field.substr(3));
        if (field.starts_with("out:")) event.output = Numbers(field.substr(4));
        if (field == "kept") event.kept = true;
      }
    } else if (kind == "invokefail") {
      event.kind = EventKind::kInvokeFailed;
      event.text = Unescape(first);
    } else if (kind == "serial") {
      event.kind = EventKind::kSerialLine;
      event.text = Unescape(first);
    } else if (kind == "pin") {
      event.kind = EventKind::kPin;
      for (std::size_t i = 2; i < fields.size(); ++i) event.values.push_back(Number(fields[i]));
    } else if (kind == "halted") {
      event.kind = EventKind::kHalted;
      event.text = Unescape(first);
    } else if (kind == "heap") {
      event.kind = EventKind::kHeap;
      event.values = {Number(first)};
    } else if (kind == "waits") {
      trace.waits_for = Unescape(first);
      continue;
    } else if (kind == "forgivable") {
      trace.forgivable = first;
      continue;
    } else if (kind == "debug") {
      trace.debug_log += Unescape(first) + "\n";
      continue;
    } else if (kind == "end") {
      trace.end = EndFrom(first);
      if (const long long setup = KeyedNumber(fields, "setup"); setup >= 0) trace.setup_returned = setup == 1;
      if (const long long turns = KeyedNumber(fields, "turns"); turns >= 0) {
        trace.loop_turns = static_cast<std::uint64_t>(turns);
      }
      if (const long long frame = KeyedNumber(fields, "frame"); frame >= 0) {
        trace.largest_frame = static_cast<int>(frame);
      }
      trace.virtual_seconds = event.seconds;
      event.kind = EventKind::kPhase;
      event.text = "end " + std::string(first);
    } else {
      event.kind = EventKind::kNote;
      event.text = kind == "note" ? Unescape(first) : std::string(kind) + (first.empty() ? "" : " " + Unescape(first));
    }
    trace.virtual_seconds = event.seconds;
    trace.events.push_back(std::move(event));
  }
  return trace;
}

}  // namespace autopilot
