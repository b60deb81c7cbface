/// The named helpers of the generations of 2020.

#include "quantize.h"
#include "tensorflow/lite/micro/micro_utils.h"

using autopilot::device::Quantized;

namespace tflite {

int ElementCount(const TfLiteIntArray& dims) {
  int count = 1;
  for (int i = 0; i < dims.size; ++i) count *= dims.data[i];
  return count;
}

uint8_t FloatToAsymmetricQuantizedUInt8(const float value, const float scale, const int zero_point) {
  return Quantized<uint8_t>(value, scale, zero_point);
}
int8_t FloatToAsymmetricQuantizedInt8(const float value, const float scale, const int zero_point) {
  return Quantized<int8_t>(value, scale, zero_point);
}
int16_t FloatToAsymmetricQuantizedInt16(const float value, const float scale, const int zero_point) {
  return Quantized<int16_t>(value, scale, zero_point);
}
int8_t FloatToSymmetricQuantizedInt8(const float value, const float scale) {
  return Quantized<int8_t>(value, scale, 0);
}
int32_t FloatToSymmetricQuantizedInt32(const float value, const float scale) {
  return Quantized<int32_t>(value, scale, 0);
}

}  // namespace tflite
