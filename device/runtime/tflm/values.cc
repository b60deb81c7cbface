#include "values.h"

#include <cstdint>
#include <cstring>

namespace autopilot::device {
namespace {

// The library's numbers.
enum Type { kFloat32 = 1, kInt32 = 2, kUInt8 = 3, kInt64 = 4, kBool = 6, kInt16 = 7, kInt8 = 9 };

template <typename T>
double At(const void* data, std::size_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(data) + index * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

}  // namespace

std::size_t ElementSize(int type) {
  switch (type) {
    case kFloat32:
    case kInt32:
      return 4;
    case kInt64:
      return 8;
    case kInt16:
      return 2;
    case kUInt8:
    case kBool:
    case kInt8:
      return 1;
    default:
      return 0;
  }
}

std::size_t ElementCount(int type, std::size_t bytes) {
  const std::size_t size = ElementSize(type);
  return size > 0 ? bytes / size : 0;
}

double Element(int type, const void* data, std::size_t index) {
  switch (type) {
    case kFloat32:
      return At<float>(data, index);
    case kInt32:
      return At<std::int32_t>(data, index);
    case kInt64:
      return At<std::int64_t>(data, index);
    case kInt16:
      return At<std::int16_t>(data, index);
    case kInt8:
      return At<std::int8_t>(data, index);
    default:
      return At<std::uint8_t>(data, index);
  }
}

}  // namespace autopilot::device
