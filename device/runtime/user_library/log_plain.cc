/// For a library whose DebugLog takes a text.

#include "log.h"

extern "C" {

void __real_DebugLog(const char* s);

void __wrap_DebugLog(const char* s) {
  if (!autopilot::device::TakeLibraryWords(s)) __real_DebugLog(s);
}
}
