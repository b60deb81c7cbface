#ifndef AUTOPILOT_DEVICE_RTOS_H
#define AUTOPILOT_DEVICE_RTOS_H

// Of mbed's operating system: waiting in the only thread that there is on the twin.

#include <Arduino.h>

// The core brings <chrono> in before it makes a macro of abs, which <chrono> would not survive.
#pragma push_macro("abs")
#undef abs
#include <chrono>
#pragma pop_macro("abs")

namespace rtos {
namespace ThisThread {

void sleep_for(uint32_t millisec);
void sleep_for(std::chrono::duration<uint32_t, std::milli> rel_time);
void yield();

}  // namespace ThisThread
}  // namespace rtos

#endif
