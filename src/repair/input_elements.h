#pragma once

/// Which feature each statement that fills the input tensor is about, told by the element that it writes.

#include <string>
#include <vector>

#include "repair/channel_flow.h"
#include "repair/tensor_uses.h"

namespace autopilot {

struct FeatureWrite {
  TreeNode value;       ///< What is assigned.
  std::size_t feature;  ///< Of one reading; the first of them where one statement writes all.
  std::string reading;  ///< Where one statement writes all: how it calls the channel, "rgb[i]".
};

/// `channels` of the features, in their order, all of them known to `names`. Empty unless every feature is written, and
/// for tensors that are not float32.
std::vector<FeatureWrite> FeatureWrites(const RepairCase& candidate, const std::vector<TensorUse>& uses,
                                        const ChannelNames& names, const std::vector<std::string>& channels);

}  // namespace autopilot
