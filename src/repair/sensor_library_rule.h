#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The board's own sensor through another library, or through names that its library does not have: the calls become
/// those of the sensor's profile. Which method stands for which is data; a use that is not in it leaves all as it is.
class SensorLibraryRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/sensor-library"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
