#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_DEBUG_LOG_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_DEBUG_LOG_H

#ifdef __cplusplus
extern "C" {
#endif

void DebugLog(const char* s);

#ifdef __cplusplus
}
#endif

#endif
