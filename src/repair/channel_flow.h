#pragma once

/// Which variables of a sketch hold the readings of which channel of the sensor.

#include <map>
#include <string>
#include <vector>

#include "repair/repair_rule.h"

namespace autopilot {

/// In one function, the text by which each channel is named there: {"r": "red", "g": "green", "b": "rgb[2]"}.
struct ChannelNames {
  TreeNode function;
  std::map<std::string, std::string> names;
  std::size_t since = 0;  ///< They hold readings from here on.

  /// The channel whose name this text is; empty if of none.
  std::string ChannelOf(std::string_view text) const;
};

/// From the calls that read the sensor, through reference and pointer parameters to callers, and through arguments to
/// other functions.
std::vector<ChannelNames> FollowChannels(const RepairCase& candidate);

}  // namespace autopilot
