#include "twin/stimulus.h"

#include <fmt/format.h>

#include <algorithm>

#include "twin/map_inverse.h"
#include "twin/spread_stimulus.h"
#include "twin/stimulus_file.h"

namespace autopilot {
namespace {

/// Rows of one class, evenly spaced through the data set.
std::vector<int> EvenRows(const DataTable& data, int wanted) {
  std::vector<int> chosen;
  const int classes = std::max<int>(1, static_cast<int>(data.classes.size()));
  for (int label = 0; label < classes; ++label) {
    std::vector<int> rows;
    for (std::size_t row = 0; row < data.size(); ++row) {
      if (data.label_index.empty() || data.label_index[row] == label) rows.push_back(static_cast<int>(row));
    }
    const int count = std::min<int>(static_cast<int>(rows.size()), (wanted + classes - 1) / classes);
    for (int i = 0; i < count; ++i) chosen.push_back(rows[rows.size() * static_cast<std::size_t>(i) / count]);
  }
  return chosen;
}

/// A user's readings, each held before the sensor, evenly chosen from the file.
Result<std::vector<Stimulus>> FromFile(const Contract& contract) {
  constexpr std::size_t kMost = 90;
  AUTOPILOT_TRY(recordings, ReadStimulusFile(contract, *contract.application.stimulus));
  std::vector<Stimulus> all;
  for (const Recording& recording : recordings) {
    for (const auto& readings : recording.channels) {
      all.emplace_back();
      all.back().channels = readings;
      all.back().label = recording.label;
    }
  }
  if (all.size() <= kMost) return all;
  std::vector<Stimulus> chosen;
  for (std::size_t i = 0; i < kMost; ++i) chosen.push_back(all[all.size() * i / kMost]);
  return chosen;
}

}  // namespace

Result<std::vector<Stimulus>> DeriveStimuli(const Contract& contract, int rows) {
  std::vector<Stimulus> stimuli;
  if (!contract.sensor) return stimuli;
  if (contract.application.stimulus) return FromFile(contract);
  if (contract.data.size() == 0) return SpreadStimuli(*contract.sensor);
  std::vector<double> levels = contract.sensor->brightness;
  if (levels.empty()) levels.push_back(0);
  const MapInverse inverse(contract);
  const std::vector<int> chosen = EvenRows(contract.data, rows);
  // Classes take turns, so that a sketch which reports late or never changes its answer is seen to; every second turn
  // goes backwards, or the class before would be but another name for the class.
  const std::size_t classes = std::max<std::size_t>(1, contract.data.classes.size());
  const std::size_t per_class = (chosen.size() + classes - 1) / classes;
  for (double level : levels) {
    for (std::size_t turn = 0; turn < per_class; ++turn) {
      for (std::size_t place = 0; place < classes; ++place) {
        const std::size_t label = turn % 2 == 0 ? place : classes - 1 - place;
        const std::size_t index = label * per_class + turn;
        if (index >= chosen.size()) continue;
        const int row = chosen[index];
        Stimulus stimulus;
        stimulus.row = row;
        stimulus.label =
            contract.data.label_index.empty() ? -1 : contract.data.label_index[static_cast<std::size_t>(row)];
        stimulus.brightness = level;
        auto channels = inverse.Solve(contract.data.features[static_cast<std::size_t>(row)], level);
        if (!channels) continue;
        stimulus.channels = std::move(*channels);
        stimuli.push_back(std::move(stimulus));
      }
    }
  }
  if (stimuli.empty()) {
    return Fail(BadInput(fmt::format("no reading of {} maps to any row of the data set", contract.sensor->id),
                         "check [[sensor]] map against the units of the data")
                    .At(contract.application.file.string()));
  }
  return stimuli;
}

}  // namespace autopilot
