#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_KERNEL_UTIL_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_KERNEL_UTIL_H

#include <cstdint>

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/kernels/internal/compatibility.h"

namespace tflite {
namespace micro {

template <typename T>
T* GetTensorData(TfLiteEvalTensor* tensor) {
  return reinterpret_cast<T*>(tensor->data.raw);
}

template <typename T>
const T* GetTensorData(const TfLiteEvalTensor* tensor) {
  return reinterpret_cast<const T*>(tensor->data.raw);
}

}  // namespace micro
}  // namespace tflite

#endif
