#pragma once

/// What the world shows the sensors: derived from the data set through the sensor mapping.

#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"

namespace autopilot {

/// One object held before the sensor for a while.
struct Stimulus {
  std::vector<double> channels;  ///< Raw readings in the order of the sensor's channels.
  int row = -1;                  ///< The data row that it stands for.
  int label = -1;                ///< Class of that row, an index into the model's labels.
  double brightness = 0;         ///< Level it was made for; 0 where the sensor has none.
};

/// Picks `rows` rows evenly from every class and finds, at each brightness of the sensor's profile,
/// raw readings whose forward map comes closest to the row's features. Rows for which no reading comes
/// within the contract's tolerance are left out. Without data: see SpreadStimuli. Deterministic.
Result<std::vector<Stimulus>> DeriveStimuli(const Contract& contract, int rows);

}  // namespace autopilot
