#pragma once

#include <cmath>
#include <limits>

namespace autopilot::device {

/// A real value as the library's helpers of 2020 quantise it.
template <typename T>
T Quantized(float value, float scale, int zero_point) {
  const float scaled = std::round(value / scale) + static_cast<float>(zero_point);
  const auto lowest = static_cast<float>(std::numeric_limits<T>::min());
  const auto highest = static_cast<float>(std::numeric_limits<T>::max());
  return scaled <= lowest    ? std::numeric_limits<T>::min()
         : scaled >= highest ? std::numeric_limits<T>::max()
                             : static_cast<T>(scaled);
}

}  // namespace autopilot::device
