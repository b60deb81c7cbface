#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// A sensor that is read has to be started, and asked whether it has something: on some, only that question starts the
/// measurement.
class SensorStartRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/sensor-start"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
