#ifndef AUTOPILOT_DEVICE_TFLM_PERIPHERALS_UTILITY_H
#define AUTOPILOT_DEVICE_TFLM_PERIPHERALS_UTILITY_H

#include <cstddef>
#include <cstdint>

namespace peripherals {

void DelayMicroseconds(uint32_t delay);
void DelayMilliseconds(uint32_t delay);

uint32_t MicrosecondsCounter();
uint32_t MillisecondsCounter();

void DebugOutput(const char* s);

}  // namespace peripherals

#endif
