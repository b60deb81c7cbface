/// DebugLog as it is up to 2023.

#include "tensorflow/lite/micro/debug_log.h"

#include "say.h"

extern "C" void DebugLog(const char* s) { autopilot::device::Say(s); }
