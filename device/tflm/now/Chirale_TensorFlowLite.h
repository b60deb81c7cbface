#ifndef AUTOPILOT_DEVICE_CHIRALE_TENSORFLOW_LITE_H
#define AUTOPILOT_DEVICE_CHIRALE_TENSORFLOW_LITE_H

// The marker of the packaging of that name; its peripherals are the core's own headers alone.
#include <Arduino.h>
#include <Wire.h>

#endif
