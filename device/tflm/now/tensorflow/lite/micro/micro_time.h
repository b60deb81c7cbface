#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_TIME_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_TIME_H

#include <cstdint>

namespace tflite {

uint32_t ticks_per_second();
uint32_t GetCurrentTimeTicks();

inline uint32_t TicksToMs(int32_t ticks) { return static_cast<uint32_t>(1000.0f * ticks / ticks_per_second()); }

}  // namespace tflite

#endif
