#ifndef AUTOPILOT_DEVICE_TFLM_BRIDGE_ERROR_REPORTER_H
#define AUTOPILOT_DEVICE_TFLM_BRIDGE_ERROR_REPORTER_H

#include "tflm/micro_error_reporter.h"

namespace tflite {

ErrorReporter* GetMicroErrorReporter();

}  // namespace tflite

#endif
