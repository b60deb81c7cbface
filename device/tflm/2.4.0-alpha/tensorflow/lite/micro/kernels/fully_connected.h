#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_FULLY_CONNECTED_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_FULLY_CONNECTED_H

#include "tensorflow/lite/c/common.h"

namespace tflite {

TfLiteRegistration Register_FULLY_CONNECTED();

}  // namespace tflite

#endif
