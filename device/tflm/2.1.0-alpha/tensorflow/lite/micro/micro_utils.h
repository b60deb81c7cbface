#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_UTILS_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_UTILS_H

#include <stdint.h>

#include "tensorflow/lite/c/common.h"

namespace tflite {

int ElementCount(const TfLiteIntArray& dims);

uint8_t FloatToAsymmetricQuantizedUInt8(const float value, const float scale, const int zero_point);
uint8_t FloatToSymmetricQuantizedUInt8(const float value, const float scale);
int8_t FloatToAsymmetricQuantizedInt8(const float value, const float scale, const int zero_point);
int16_t FloatToAsymmetricQuantizedInt16(const float value, const float scale, const int zero_point);
int8_t FloatToSymmetricQuantizedInt8(const float value, const float scale);
int32_t FloatToSymmetricQuantizedInt32(const float value, const float scale);

}  // namespace tflite

#endif
