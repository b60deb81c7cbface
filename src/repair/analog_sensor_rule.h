#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Three analog pins in place of the sensor that the application names: its readings take theirs.
class AnalogSensorRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/analog-sensor"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
