#pragma once

/// Tensor elements by the library's type numbers.

#include <cstddef>

namespace autopilot::device {

/// Bytes of one element; 0 for types that sketches do not meet.
std::size_t ElementSize(int type);
std::size_t ElementCount(int type, std::size_t bytes);
/// The raw number, not dequantised.
double Element(int type, const void* data, std::size_t index);

}  // namespace autopilot::device
