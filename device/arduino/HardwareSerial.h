#ifndef AUTOPILOT_DEVICE_DEPRECATED_HARDWARESERIAL_H
#define AUTOPILOT_DEVICE_DEPRECATED_HARDWARESERIAL_H

// Old place of this header; the core still has it.
#include "Arduino.h"

#endif
