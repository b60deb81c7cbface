#pragma once

/// The #include lines of a source, without preprocessing it.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

struct Include {
  std::string header;
  int line = 0;
  bool conditional = false;  ///< Inside #if: only the compiler knows whether it counts.
  bool quoted = false;       ///< "header": the sketch's own folder is searched first.
};

/// In order, those in comments left out. Conditional compilation is not evaluated.
std::vector<Include> FindIncludes(std::string_view source);

}  // namespace autopilot
