#pragma once

/// --protocol auto: how a model is asked for a sketch where the user does not say.

#include <string>
#include <vector>

#include "journal/scoreboard.h"

namespace autopilot {

struct ProtocolChoice {
  std::string protocol;  ///< "guided" or "whole".
  std::string reason;    ///< In words, for the console.
};

/// `strong`: the model's profile says that it writes functions unaided, which goes with its size. `proposer` as in the
/// journal. What the workspace's own runs show counts more than the profile, once there are enough of them.
ProtocolChoice ChooseProtocol(const std::string& proposer, bool strong, const std::vector<Score>& scores);

}  // namespace autopilot
