#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace autopilot {

struct ScatterPoint {
  double expected = 0;
  double got = 0;
  int kind = -1;      ///< Class; decides the colour.
  std::string title;  ///< Shown on hover, read by screen readers.
};

/// One plot of got (upwards) against expected: points, the line where both are equal, the band of
/// `tolerance` around it, axes with round ticks. Points that are no finite numbers are counted only.
/// `key` is unique on the page.
nlohmann::json ScatterView(const std::string& key, const std::string& title, const std::vector<ScatterPoint>& points,
                           double tolerance);

}  // namespace autopilot
