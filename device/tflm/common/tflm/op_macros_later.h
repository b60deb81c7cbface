#ifndef AUTOPILOT_DEVICE_TFLM_OP_MACROS_LATER_H
#define AUTOPILOT_DEVICE_TFLM_OP_MACROS_LATER_H

#include <cstdlib>

#include "tensorflow/lite/micro/micro_log.h"

#define TFLITE_ABORT abort()
#define TFLITE_ASSERT_FALSE (static_cast<void>(0))

#endif
