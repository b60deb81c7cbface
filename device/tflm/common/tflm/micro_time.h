#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_TIME_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_TIME_H

#include <stdint.h>

namespace tflite {

int32_t ticks_per_second();
int32_t GetCurrentTimeTicks();

}  // namespace tflite

#endif
