#ifndef AUTOPILOT_DEVICE_DEPRECATED_PRINT_H
#define AUTOPILOT_DEVICE_DEPRECATED_PRINT_H

// Old place of this header; the core still has it.
#include "Arduino.h"

#endif
