#include "gate/observation.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace autopilot {
namespace {

std::vector<double> RealValues(const std::vector<double>& raw, const TensorFacts& tensor) {
  if (tensor.scale == 0) return raw;
  std::vector<double> real;
  real.reserve(raw.size());
  for (double value : raw) real.push_back((value - tensor.zero_point) * tensor.scale);
  return real;
}

/// A reading together with what earlier ones said of channels that it lacks.
SensorReading Merge(const std::vector<SensorReading>& before, const TraceEvent& event,
                    const std::vector<double>& reading) {
  SensorReading merged = {event.seconds, event.sampled, reading};
  for (std::size_t i = 0; i < reading.size() && !before.empty(); ++i) {
    if (std::isnan(reading[i])) merged.channels[i] = before.back().channels[i];
  }
  return merged;
}

}  // namespace

bool HoldsMapped(const TraceEvent& event, const Contract& contract) {
  if (event.kind != EventKind::kSensorRead || !contract.sensor || event.text != contract.sensor->id) return false;
  const std::vector<std::size_t> mapped = contract.MappedChannels();
  if (mapped.empty()) return true;  // Nobody said which ones count.
  for (std::size_t channel : mapped) {
    if (channel < event.values.size() && !std::isnan(event.values[channel])) return true;
  }
  return false;
}

std::size_t LargestIndex(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<std::size_t> Observation::Settled() const {
  std::map<int, std::size_t> last;
  for (std::size_t i = 0; i < inferences.size(); ++i) {
    if (inferences[i].stimulus >= 0) last[inferences[i].stimulus] = i;
  }
  std::vector<std::size_t> settled;
  for (const auto& [stimulus, index] : last) settled.push_back(index);
  return settled;
}

Observation Observe(const Trace& trace, const Contract& contract) {
  Observation seen;
  int shown = -1;
  int read_stimulus = -1;
  std::vector<double> reading;
  const bool windowed = contract.sensor_use.window > 0;
  for (const TraceEvent& event : trace.events) {
    switch (event.kind) {
      case EventKind::kStimulus:
        if (event.index >= 0) ++seen.shown;
        if (event.index >= 0 || !windowed) shown = event.index;
        break;
      case EventKind::kSensorBegin: {
        const bool failed = event.text.ends_with("failed");
        seen.begin_failed = failed && (seen.begin_failed || !seen.begin_seen);
        seen.begin_seen = true;
        seen.begin_text = event.text;
        break;
      }
      case EventKind::kSensorRead:
        if (!HoldsMapped(event, contract)) break;
        ++seen.reads;
        if (std::any_of(event.values.begin(), event.values.end(), [](double value) { return value != 0; })) {
          ++seen.reads_with_signal;
        }
        read_stimulus = shown;
        reading = event.values;
        // What the sketch did not ask for it did not see.
        if (contract.sensor) reading.resize(contract.sensor->channels.size(), std::nan(""));
        if (windowed) seen.readings.push_back(Merge(seen.readings, event, reading));
        break;
      case EventKind::kInvoke: {
        Inference inference;
        inference.seconds = event.seconds;
        seen.last_inference_seconds = event.seconds;
        inference.stimulus = read_stimulus;
        inference.readings = seen.readings.size();
        inference.reading = reading;
        inference.raw_input = event.values;
        inference.raw_output = event.output;
        if (contract.tflite) {
          inference.input = RealValues(event.values, contract.tflite->input);
          inference.output = RealValues(event.output, contract.tflite->output);
        }
        seen.inferences.push_back(std::move(inference));
        break;
      }
      case EventKind::kSerialLine:
        if (seen.inferences.empty()) {
          seen.early_lines.push_back(event.text);
        } else {
          seen.inferences.back().lines.push_back(event.text);
        }
        break;
      default:
        break;
    }
  }
  seen.end_seconds = trace.virtual_seconds;
  return seen;
}

}  // namespace autopilot
