#pragma once

/// Runs the contract's model on the target's library generation, row by row, on the twin.

#include <filesystem>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/twin.h"

namespace autopilot {

/// What the target's runtime made of the rows.
struct TargetRun {
  bool runs = false;                         ///< AllocateTensors and every Invoke succeeded.
  std::string words;                         ///< The library's own words when it does not run.
  std::vector<std::vector<double>> outputs;  ///< Real values of the output tensor, a row each.
};

/// `rows` are real-valued inputs; they are quantised as the model's input tensor asks. `folder` is
/// scratch and exists. A model that cannot run is a result; fails only for infrastructure reasons.
Result<TargetRun> RunOnTarget(const Twin& twin, const Contract& contract, const std::vector<std::vector<double>>& rows,
                              const std::filesystem::path& folder);

}  // namespace autopilot
