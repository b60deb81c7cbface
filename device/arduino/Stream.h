#ifndef AUTOPILOT_DEVICE_DEPRECATED_STREAM_H
#define AUTOPILOT_DEVICE_DEPRECATED_STREAM_H

// Old place of this header; the core still has it.
#include "Arduino.h"

#endif
