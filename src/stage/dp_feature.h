#pragma once

/// The DP step `features`: the function that makes the model's inputs from one raw reading. The model writes
/// it, worked examples and the data set judge it. The same computation has to run on the device later.

#include <optional>
#include <string>
#include <vector>

#include "stage/decision.h"

namespace autopilot {

/// One raw reading and the inputs that it stands for.
struct FeatureCase {
  std::vector<double> reading;   ///< The channels that the map uses, in the order of the sensor's.
  std::vector<double> expected;  ///< By the contract's map.
  int row = -1;                  ///< The row of the data set that the reading was derived from, or -1.
  double brightness = 0;
};

/// The task: what the function gets, what it must return, and the cases that judge it.
struct FeatureTask {
  std::vector<std::string> arguments;  ///< Channel names.
  std::vector<FeatureCase> cases;
  std::vector<std::size_t> examples;  ///< Cases shown in the prompt; the others are held back.
  double tolerance = 1e-6;            ///< Of the function against the map.
  bool from_rows = false;             ///< Readings stand for rows of the data set, ...
  bool sampled = false;               ///< ... for some of them only: there are too many.
};

/// Derives readings for all rows, at every brightness of the sensor's profile; where no reading maps to a
/// row, a grid over the sensor's range. The contract must have a sensor.
Result<FeatureTask> MakeFeatureTask(const Contract& contract);

/// The tool's own function, from the map's expressions.
std::string ReferenceFunction(const Contract& contract, const FeatureTask& task);

/// The function that stands at the end, who wrote it, and what it makes of all cases.
struct FeatureResult {
  Outcome outcome;
  std::string code;
  std::vector<std::vector<double>> computed;  ///< By case.
};

/// Asks for the function until it passes all cases or the attempts are spent; each failure adds its first
/// counterexample to the worked examples of a fresh question. Journals the step.
Result<FeatureResult> WriteFeatureFunction(StageContext& context, FeatureTask& task);

}  // namespace autopilot
