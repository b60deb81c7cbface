#ifndef AUTOPILOT_DEVICE_API_COMPAT_H
#define AUTOPILOT_DEVICE_API_COMPAT_H

#include "Common.h"

namespace arduino {

inline void pinMode(pin_size_t pinNumber, int mode) { ::pinMode(pinNumber, static_cast<PinMode>(mode)); }

inline void digitalWrite(pin_size_t pinNumber, int status) {
  ::digitalWrite(pinNumber, static_cast<PinStatus>(status));
}

}  // namespace arduino

#endif
