#pragma once

/// From a model's reply to one candidate. Blemishes that leave no doubt are warnings; a reply is refused
/// only where no candidate can be had with certainty.

#include <string>
#include <string_view>
#include <vector>

#include "finding/finding.h"
#include "reply/blocks.h"
#include "reply/scan.h"

namespace autopilot {

/// What is asked for, and so what the reply has to hold.
enum class Wanted {
  kSketch,    ///< A whole .ino: setup() and loop().
  kFunction,  ///< One C++ function.
  kPython,    ///< A Python script or function.
};

struct Extraction {
  std::string code;               ///< The candidate; empty when refused.
  std::vector<Finding> findings;  ///< An error refuses the reply, warnings do not.
  std::string refused;            ///< Code that is refused for its gaps, or for others beside it.
  bool ok() const { return !code.empty(); }
};

/// Whether a provider's `finish_reason` says that the reply was cut: "length", or another service's word for it,
/// or "repetition", where we stopped it.
bool SaysCut(std::string_view finish_reason);

/// `finish_reason` as the provider gave it. A reply that it cut is refused unless the code in it is closed.
Extraction Extract(std::string_view reply, Wanted wanted, std::string_view finish_reason);

/// The one function `name` of a reply. What stands beside it (includes, declarations of what the caller has
/// already, other functions) is left out with a warning: the caller owns the rest of the file.
Extraction ExtractFunction(std::string_view reply, const std::string& name, std::string_view finish_reason);

}  // namespace autopilot
