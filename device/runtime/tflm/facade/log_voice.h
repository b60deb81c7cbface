#pragma once

/// The later generations print to the serial port themselves.

#include "interpretation.h"
#include "say.h"

namespace autopilot::device {

class LogVoice final : public Voice {
 public:
  void Say(const char* words) override {
    autopilot::device::Say(words);
    autopilot::device::Say("\r\n");
  }
};

}  // namespace autopilot::device
