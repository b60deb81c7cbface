#pragma once

/// What the world shows the sensors: derived from the data set through the sensor mapping.

#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"

namespace autopilot {

/// One object held before the sensor for a while, or one recording played to it.
struct Stimulus {
  std::vector<double> channels;  ///< Of an object: raw readings in the order of the sensor's channels.
  std::vector<double> samples;   ///< Of a recording: `width` channels each (the first ones), one after another.
  std::size_t width = 0;         ///< 0 for an object.
  double rate_hz = 0;            ///< Of a recording.
  double rest_seconds = 0;       ///< Nothing is shown for so long before.
  double hold_seconds = 0;       ///< Of an object: shown for just so long; 0: until the sketch has answered.
  int row = -1;                  ///< The data row that it stands for; the first one of a recording.
  int label = -1;                ///< Its class, an index into the model's labels; -1: unknown.
  double brightness = 0;         ///< Level it was made for; 0 where the sensor has none.

  bool IsRecording() const { return width > 0; }
};

/// Picks `rows` rows evenly from every class and finds, at each brightness of the sensor's profile,
/// raw readings whose forward map comes closest to the row's features. Rows for which no reading comes
/// within the contract's tolerance are left out. A file that the user names takes the place of the data; without
/// either: see SpreadStimuli. Deterministic.
Result<std::vector<Stimulus>> DeriveStimuli(const Contract& contract, int rows);

}  // namespace autopilot
