#ifndef AUTOPILOT_DEVICE_TFLM_MICRO_LOG_H
#define AUTOPILOT_DEVICE_TFLM_MICRO_LOG_H

#include <cstdarg>

/// Prints a line to the serial port, formatted as the library does it.
void MicroPrintf(const char* format, ...);
void VMicroPrintf(const char* format, va_list args);

#endif
