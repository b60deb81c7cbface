#include "twin/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "twin/map_inverse.h"
#include "twin/spread_stimulus.h"
#include "twin/stimulus_file.h"

namespace autopilot {
namespace {

/// Longest part of a recording that is shown, in windows.
constexpr double kWindowsShown = 2;

/// Virtual seconds that all recordings may take together; three conditions are shown in any case.
constexpr double kSecondsShown = 90;

/// How a recording is altered: the sensor of another board, a stronger hand, a gesture that begins later in the window.
struct Condition {
  double gain = 1;
  double offset = 0;  ///< As a share of the channel's range in the recording.
  double rest_seconds = 0;
};

constexpr Condition kConditions[] = {
    {1, 0, 0}, {1.25, 0, 0.2}, {0.85, 0.03, 0}, {1, 0, 0.8}, {1.6, -0.03, 0.4},
};
constexpr std::size_t kLeastConditions = 3;

double RateOf(const Contract& contract) {
  return contract.sensor_use.rate_hz > 0 ? contract.sensor_use.rate_hz : 1 / contract.sensor->sample_seconds;
}

/// Rows of one recording as readings; a row that no reading gives repeats the one before it.
bool Turn(const Contract& contract, const MapInverse& inverse, std::size_t first, std::size_t last,
          Recording& recording) {
  constexpr double kMostUnknown = 0.1;
  std::size_t unknown = 0;
  for (std::size_t row = first; row < last; ++row) {
    const auto& before = recording.channels.empty() ? std::vector<double>() : recording.channels.back();
    if (auto readings = inverse.Solve(contract.data.features[row], 0, before)) {
      recording.channels.push_back(std::move(*readings));
    } else {
      ++unknown;
      if (!before.empty()) recording.channels.push_back(std::vector<double>(before));
    }
  }
  return static_cast<double>(unknown) <= kMostUnknown * static_cast<double>(last - first) &&
         !recording.channels.empty();
}

/// The part of a long recording that is shown under one condition.
std::size_t PartBegin(std::size_t samples, std::size_t part, std::size_t condition) {
  const std::size_t free = samples - part;
  return free * (condition % kLeastConditions) / kLeastConditions;
}

Stimulus Render(const Contract& contract, const Recording& recording, std::size_t index) {
  const Condition& condition = kConditions[index];
  const SensorProfile& sensor = *contract.sensor;
  const std::vector<std::size_t> mapped = contract.MappedChannels();
  Stimulus stimulus;
  stimulus.width = mapped.back() + 1;
  stimulus.rate_hz = recording.rate_hz;
  stimulus.rest_seconds = condition.rest_seconds;
  stimulus.row = recording.row;
  const std::size_t samples = recording.channels.size();
  const double window_seconds = contract.sensor_use.window / RateOf(contract);
  const auto part =
      std::min(samples, static_cast<std::size_t>(std::ceil(kWindowsShown * window_seconds * recording.rate_hz)));
  const std::size_t begin = PartBegin(samples, part, index);
  const bool as_recorded = condition.gain == 1 && condition.offset == 0 && condition.rest_seconds == 0;
  if (as_recorded && part == samples) stimulus.label = recording.label;
  std::vector<double> range(sensor.channels.size(), 0);
  for (std::size_t channel : mapped) {
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const auto& readings : recording.channels) {
      least = std::min(least, readings[channel]);
      most = std::max(most, readings[channel]);
    }
    range[channel] = most - least;
  }
  for (std::size_t sample = begin; sample < begin + part; ++sample) {
    for (std::size_t channel = 0; channel < stimulus.width; ++channel) {
      const double reading = recording.channels[sample][channel];
      const double rest = channel < sensor.rest.size() ? sensor.rest[channel] : 0;
      stimulus.samples.push_back(std::isnan(reading) ? rest
                                                     : reading * condition.gain + condition.offset * range[channel]);
    }
  }
  return stimulus;
}

double Seconds(const Stimulus& stimulus) {
  const std::size_t samples = stimulus.samples.size() / stimulus.width;
  return stimulus.rest_seconds + static_cast<double>(samples) / stimulus.rate_hz;
}

/// Recordings in the order of their classes' turns: all classes have one before any has a second.
std::vector<const Recording*> TakeTurns(const std::vector<Recording>& recordings) {
  std::map<int, std::vector<const Recording*>> by_label;
  for (const Recording& recording : recordings) by_label[recording.label].push_back(&recording);
  std::vector<const Recording*> turns;
  for (std::size_t turn = 0; turns.size() < recordings.size(); ++turn) {
    for (const auto& [label, list] : by_label) {
      if (turn < list.size()) turns.push_back(list[turn]);
    }
  }
  return turns;
}

}  // namespace

std::vector<Recording> DataRecordings(const Contract& contract) {
  std::vector<Recording> recordings;
  const DataTable& data = contract.data;
  const MapInverse inverse(contract);
  for (std::size_t first = 0; first < data.size();) {
    std::size_t last = first;
    while (last < data.size() && data.recording_index[last] == data.recording_index[first]) ++last;
    Recording recording;
    recording.rate_hz = RateOf(contract);
    recording.label = data.label_index.empty() ? -1 : data.label_index[first];
    recording.row = static_cast<int>(first);
    if (Turn(contract, inverse, first, last, recording)) recordings.push_back(std::move(recording));
    first = last;
  }
  return recordings;
}

Result<std::vector<Stimulus>> DeriveRecordings(const Contract& contract) {
  std::vector<Recording> recordings;
  if (contract.application.stimulus) {
    AUTOPILOT_TRY(read, ReadStimulusFile(contract, *contract.application.stimulus));
    recordings = std::move(read);
  } else if (contract.application.in_part && contract.data.size() == 0) {
    recordings = SpreadRecordings(*contract.sensor, RateOf(contract), contract.sensor_use.window);
  } else {
    recordings = DataRecordings(contract);
  }
  if (recordings.empty()) {
    return Fail(
        BadInput(contract.data.size() == 0
                     ? "there is no recording to show to the sensor"
                     : fmt::format("no reading of {} maps to any recording of the data set", contract.sensor->id),
                 contract.data.size() == 0 ? "name some in [data] files or [check] stimulus"
                                           : "check [[sensor]] map against the units of the data")
            .At(contract.application.file.string()));
  }
  const std::vector<const Recording*> turns = TakeTurns(recordings);
  std::size_t classes = 1;
  for (std::size_t i = 1; i < turns.size() && turns[i]->label != turns[0]->label; ++i) ++classes;
  std::vector<Stimulus> stimuli;
  double seconds = 0;
  std::size_t next = 0;
  for (std::size_t condition = 0; condition < std::size(kConditions); ++condition) {
    if (condition >= kLeastConditions && seconds > kSecondsShown) break;
    for (std::size_t i = 0; i < classes; ++i, ++next) {
      stimuli.push_back(Render(contract, *turns[next % turns.size()], condition));
      seconds += Seconds(stimuli.back());
    }
  }
  return stimuli;
}

}  // namespace autopilot
