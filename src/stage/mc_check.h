#pragma once

/// What a converted model must satisfy. Facts from the bytes alone, then from its answers.

#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"

namespace autopilot {

/// Inputs that a model can be shown, and the class of each where the data have one.
struct ModelInputs {
  std::vector<std::vector<double>> rows;
  std::vector<int> classes;  ///< Empty, or one for each row.
};

/// Rows of the data set, windows of consecutive rows of a class, or the steps of a sweep: whatever fits a
/// model with `elements` input numbers; of very many, ten thousand evenly spaced. Rows with missing values are left
/// out.
ModelInputs InputsFor(const Contract& contract, int elements);

/// Types as asked, operators that the target's library has and can run with these types, size and memory.
/// `arena_need` is the contract's estimate for the model.
std::vector<Finding> CheckModelFacts(const TfliteFacts& facts, int arena_need, const Contract& contract);

/// What a conversion was really calibrated with.
struct CalibrationFeed {
  std::vector<std::string> hashes;        ///< RowHash of each row that the converter took, in order.
  std::vector<std::vector<double>> head;  ///< The first rows themselves.
};

/// Every calibration row must be one of `inputs`, bit for bit in float32; with `needed`, there must be some.
std::vector<Finding> CheckCalibration(const CalibrationFeed& feed, const ModelInputs& inputs, bool needed);

/// SHA-256 of a row as float32 numbers, as the worker makes it of what the converter takes.
std::string RowHash(const std::vector<double>& row);

/// Two sets of answers for the same inputs.
struct Agreement {
  double labels = -1;  ///< Share of rows with the same best output; -1 for single outputs.
  double largest_difference = 0;
  double mean_difference = 0;  ///< Over all rows and outputs.
  std::size_t worst_row = 0;
  double range = 1;  ///< Largest minus smallest output of the first.
};
Agreement Compare(const std::vector<std::vector<double>>& expected, const std::vector<std::vector<double>>& got);

/// Share of rows whose best output is the class.
double AccuracyOf(const std::vector<std::vector<double>>& outputs, const std::vector<int>& classes);

/// Converted (by LiteRT) against Keras, within the contract's accuracy_loss.
std::vector<Finding> CheckAgainstKeras(const std::vector<std::vector<double>>& keras,
                                       const std::vector<std::vector<double>>& converted, const ModelInputs& inputs,
                                       const Contract& contract);

/// The target's runtime against LiteRT: the same model must compute the same numbers, up to rounding.
std::vector<Finding> CheckAgainstTarget(const std::vector<std::vector<double>>& litert,
                                        const std::vector<std::vector<double>>& target, const ModelInputs& inputs,
                                        bool quantised);

}  // namespace autopilot
