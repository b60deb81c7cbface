#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H

#include "tensorflow/lite/c/common.h"

namespace tflite {

#define OPERATOR(op, name) TfLiteRegistration Register_##op();
#define TUNABLE(op, name) OPERATOR(op, name)
#define CUSTOM(op, name, model_name) TfLiteRegistration* Register_##op();
#include "tflm/operators_2023.inc"
#undef OPERATOR
#undef TUNABLE
#undef CUSTOM
TfLiteRegistration* Register_ETHOSU();

}  // namespace tflite

#endif
