#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_KERNELS_MICRO_OPS_H

#include "tensorflow/lite/micro/micro_common.h"

namespace tflite {

#define OPERATOR(op, name) TFLMRegistration Register_##op();
#define TUNABLE(op, name) OPERATOR(op, name)
#define CUSTOM(op, name, model_name) TFLMRegistration* Register_##op();
#define SIGNAL(op, name, model_name) \
  namespace tflm_signal {            \
  TFLMRegistration* Register_##op(); \
  }
#define TUNABLE_SIGNAL(op, name, model_name) SIGNAL(op, name, model_name)
#include "tflm/operators_now.inc"
#undef OPERATOR
#undef TUNABLE
#undef CUSTOM
#undef SIGNAL
#undef TUNABLE_SIGNAL
TFLMRegistration* Register_ETHOSU();

}  // namespace tflite

#endif
