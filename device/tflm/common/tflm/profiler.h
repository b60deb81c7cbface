#ifndef AUTOPILOT_DEVICE_TFLITE_PROFILER_H
#define AUTOPILOT_DEVICE_TFLITE_PROFILER_H

#include <cstdint>

namespace tflite {

class Profiler {
 public:
  enum class EventType {
    DEFAULT = 1,
    OPERATOR_INVOKE_EVENT = 2,
    DELEGATE_OPERATOR_INVOKE_EVENT = 4,
    GENERAL_RUNTIME_INSTRUMENTATION_EVENT = 8
  };

  virtual ~Profiler() {}

  virtual uint32_t BeginEvent(const char* tag, EventType event_type, int64_t event_metadata1,
                              int64_t event_metadata2) = 0;
  virtual void EndEvent(uint32_t event_handle) = 0;
};

}  // namespace tflite

#endif
