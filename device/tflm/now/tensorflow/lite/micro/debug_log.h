#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_DEBUG_LOG_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_DEBUG_LOG_H

#include <cstdarg>

extern "C" {

void DebugLog(const char* format, va_list args);
}

#endif
