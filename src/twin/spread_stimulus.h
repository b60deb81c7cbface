#pragma once

/// What the world shows when there is no data set to take it from.

#include <vector>

#include "profile/profile.h"
#include "twin/recordings.h"
#include "twin/stimulus.h"

namespace autopilot {

/// Readings spread over what the sensor can see, without rows and labels: for a colour sensor, hues at each
/// brightness of its profile; for others, every channel at levels of its range, so that no two readings are alike
/// and no channel follows another. Deterministic.
std::vector<Stimulus> SpreadStimuli(const SensorProfile& sensor);

/// Recordings for a sensor that is read in windows: every channel swings about its rest, in each recording at other
/// speeds and strengths, and no two channels alike. As long as two windows. Deterministic.
std::vector<Recording> SpreadRecordings(const SensorProfile& sensor, double rate_hz, int window);

}  // namespace autopilot
