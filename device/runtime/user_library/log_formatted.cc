/// For a library whose DebugLog takes a format and its arguments.

#include <cstdarg>
#include <cstdio>

#include "log.h"

extern "C" {

void __real_DebugLog(const char* format, va_list args);

void __wrap_DebugLog(const char* format, va_list args) {
  char text[256];
  va_list copy;
  va_copy(copy, args);
  vsnprintf(text, sizeof text, format, copy);
  va_end(copy);
  if (!autopilot::device::TakeLibraryWords(text)) __real_DebugLog(format, args);
}
}
