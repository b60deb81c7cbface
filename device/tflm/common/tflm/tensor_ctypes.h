#ifndef AUTOPILOT_DEVICE_TFLITE_TENSOR_CTYPES_H
#define AUTOPILOT_DEVICE_TFLITE_TENSOR_CTYPES_H

#include "tensorflow/lite/c/common.h"

namespace tflite {

template <typename T>
inline T* GetTensorData(TfLiteTensor* tensor) {
  return tensor != nullptr ? reinterpret_cast<T*>(tensor->data.raw) : nullptr;
}

template <typename T>
inline const T* GetTensorData(const TfLiteTensor* tensor) {
  return tensor != nullptr ? reinterpret_cast<const T*>(tensor->data.raw) : nullptr;
}

}  // namespace tflite

#endif
