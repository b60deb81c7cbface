#pragma once

/// Remarks that stand where code was left out.

#include <string_view>

#include "reply/scan.h"

namespace autopilot {

/// A remark that stands in place of code and says that it is left out or stays as it was.
bool LooksElided(std::string_view code, Language language);

}  // namespace autopilot
