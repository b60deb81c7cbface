#pragma once

/// How a model's inputs are made of the data's columns, as data: what training did to them has to be done on the
/// device too. Format: docs/formats/contract.md, section "preprocessing".

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One input of the model: (column - offset) / divisor.
struct InputScaling {
  std::string feature;
  double offset = 0;
  double divisor = 1;

  double Apply(double column) const { return (column - offset) / divisor; }
};

/// What was done to the rows of the training and is not, or cannot be, done to a reading.
struct TrainingOnly {
  std::string operation;
  std::string choice;
  std::string why;
};

struct Preprocessing {
  std::string kind = "none";         ///< "standard" (mean, deviation) or "minmax" (minimum, range).
  std::vector<InputScaling> inputs;  ///< In the order of the model's inputs.
  int statistics_rows = 0;           ///< Rows of the training set that offset and divisor were measured on.
  int verified_rows = 0;             ///< Rows on which the chain gave what the training saw, ...
  double largest_difference = 0;     ///< ... but for so much.
  std::vector<TrainingOnly> training_only;

  /// A row of the data's columns as the model's inputs. Missing values stay missing.
  std::vector<double> Apply(const std::vector<double>& columns) const;
  /// Whether the device has to do anything.
  bool Changes() const { return !inputs.empty(); }
};

nlohmann::json ToJson(const Preprocessing& preprocessing);

/// Reads what ToJson wrote. Fails with kBadInput and the file for anything else, for features in another order than
/// `features`, and for a divisor that is zero.
Result<Preprocessing> ReadPreprocessing(const std::filesystem::path& file, const std::vector<std::string>& features);

/// "(EXPRESSION - OFFSET) / DIVISOR", without what changes nothing; constants as a float32 holds them.
std::string ScaledExpression(const std::string& expression, const InputScaling& scaling);

/// The nearest float32: the number that stands in the sketch.
double AsFloat(double value);

}  // namespace autopilot
