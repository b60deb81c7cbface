#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_LOG_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_LOG_H

#include <cstdarg>
#include <cstddef>

#include "tflm/micro_log.h"

int MicroSnprintf(char* buffer, size_t buf_size, const char* format, ...);
int MicroVsnprintf(char* buffer, size_t buf_size, const char* format, va_list vlist);

#endif
