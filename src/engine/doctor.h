#pragma once

/// What is installed, and what each missing part costs. The list: profiles/parts.toml.

#include <string>
#include <vector>

#include "core/status.h"
#include "engine/workshop.h"

namespace autopilot {

struct PartState {
  std::string name;
  bool found = false;
  bool required = true;
  std::string where;  ///< Path, version or description; empty if not found.
  std::string cost;   ///< What its lack costs the user.
  std::string cure;
};

/// Looks for every part, in the order of the list.
Result<std::vector<PartState>> ExamineParts(Workshop& workshop);

}  // namespace autopilot
