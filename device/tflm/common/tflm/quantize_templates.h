#ifndef AUTOPILOT_DEVICE_TFLM_QUANTIZE_TEMPLATES_H
#define AUTOPILOT_DEVICE_TFLM_QUANTIZE_TEMPLATES_H

// Helpers that replaced the named functions of 2020.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tensorflow/lite/c/common.h"

namespace tflite {

int ElementCount(const TfLiteIntArray& dims);

template <typename T>
T FloatToQuantizedType(const float value, const float scale, int zero_point) {
  const int32_t level = static_cast<int32_t>(round(value / scale)) + zero_point;
  const int32_t lowest = std::numeric_limits<T>::min();
  const int32_t highest = std::numeric_limits<T>::max();
  return static_cast<T>(level < lowest ? lowest : level > highest ? highest : level);
}

template <typename T>
T FloatToSymmetricQuantizedType(const float value, const float scale) {
  const int64_t level = static_cast<int64_t>(round(value / scale));
  const int64_t lowest = static_cast<int64_t>(std::numeric_limits<T>::min()) + 1;
  const int64_t highest = std::numeric_limits<T>::max();
  return static_cast<T>(level < lowest ? lowest : level > highest ? highest : level);
}

template <typename T>
void Quantize(const float* input, T* output, int num_elements, float scale, int zero_point) {
  for (int i = 0; i < num_elements; ++i) output[i] = FloatToQuantizedType<T>(input[i], scale, zero_point);
}

template <typename T>
void Dequantize(const T* values, const int size, const float scale, int zero_point, float* dequantized_values) {
  for (int i = 0; i < size; ++i) dequantized_values[i] = (values[i] - zero_point) * scale;
}

}  // namespace tflite

#endif
