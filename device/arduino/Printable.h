#ifndef AUTOPILOT_DEVICE_DEPRECATED_PRINTABLE_H
#define AUTOPILOT_DEVICE_DEPRECATED_PRINTABLE_H

// Old place of this header; the core still has it.
#include "Arduino.h"

#endif
