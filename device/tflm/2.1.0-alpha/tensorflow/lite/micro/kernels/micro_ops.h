#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H

#include "tensorflow/lite/c/common.h"

namespace tflite {
namespace ops {
namespace micro {

// By pointer: this generation does not return registrations by value yet.
#define REGISTRATION(op) TfLiteRegistration* Register_##op();
#include "tflm/registrations_2_1_0_alpha.inc"
#undef REGISTRATION
TfLiteRegistration* Register_CIRCULAR_BUFFER();

}  // namespace micro
}  // namespace ops
}  // namespace tflite

#endif
