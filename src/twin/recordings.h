#pragma once

/// What the world shows a sensor that is read in windows: recordings of the data set, or of a file that the
/// user names ([check] stimulus), each under several conditions.

#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/stimulus.h"

namespace autopilot {

/// Readings over time. `channels[sample]` in the order of the sensor's channels; NaN where nothing is known.
struct Recording {
  std::vector<std::vector<double>> channels;
  double rate_hz = 0;
  int label = -1;  ///< Index into the model's labels; -1: unknown.
  int row = -1;    ///< The first of its data rows; -1: not from the data set.
};

/// The recordings of the data set, turned into readings. One that the map cannot give is left out.
std::vector<Recording> DataRecordings(const Contract& contract);

/// Stimuli out of recordings: several of each class in turn, as recorded, weaker and stronger, with an
/// offset, and beginning at other moments, at least three conditions in all. Only what is shown as it was
/// recorded keeps its label. Fails with kBadInput where there is nothing to show. Deterministic.
Result<std::vector<Stimulus>> DeriveRecordings(const Contract& contract);

}  // namespace autopilot
