#pragma once

/// From values of the model's inputs back to sensor readings that give them.

#include <optional>
#include <vector>

#include "app/contract.h"

namespace autopilot {

/// Turns the contract's map around. Maps that scale or shift one channel for each feature are turned exactly; any other
/// by search, where the residual of the forward map decides, since such a map need not be invertible.
/// The contract outlives it.
class MapInverse {
 public:
  /// The contract has a sensor.
  explicit MapInverse(const Contract& contract);

  /// Readings in the order of the sensor's channels, NaN for those that the map does not use; nothing where
  /// no reading comes within `Tolerance` of the features. `brightness` is the wished sum of the channels
  /// used, 0 where it does not matter; `start`, if not empty, are readings to search from.
  std::optional<std::vector<double>> Solve(const std::vector<double>& features, double brightness,
                                           const std::vector<double>& start = {}) const;

 private:
  struct Linear {
    std::size_t feature = 0;
    std::size_t channel = 0;
    double offset = 0;
    double slope = 1;
  };

  void FindLinear();
  double Residual(const std::vector<double>& channels, const std::vector<double>& features) const;
  double Cost(const std::vector<double>& channels, const std::vector<double>& features, double brightness) const;
  bool InRange(double reading) const { return reading >= lowest_ && reading <= contract_.sensor->full_scale; }
  bool TryScaling(std::vector<double>& channels, const std::vector<double>& features, double brightness,
                  double& best) const;
  bool TryMoves(std::vector<double>& channels, const std::vector<double>& features, double brightness, double step,
                double& best) const;
  void Search(std::vector<double>& channels, const std::vector<double>& features, double brightness,
              double first_step) const;

  const Contract& contract_;
  std::vector<std::size_t> used_;
  std::vector<Linear> linear_;  ///< One for each feature, or empty: the map is of another kind.
  bool whole_ = true;           ///< Readings are whole numbers.
  double lowest_ = 0;
};

/// How far an input value may be from what is expected: the contract's tolerance, taken as a share of the
/// feature's deviation in the data where that is larger than one, and at least a whole number where it deviates by
/// several.
double Tolerance(const Contract& contract, std::size_t feature);

}  // namespace autopilot
