#ifndef AUTOPILOT_DEVICE_TENSORFLOW_LITE_H
#define AUTOPILOT_DEVICE_TENSORFLOW_LITE_H

// Including it first makes the build system find the library. It also brings in the kit's peripherals.
#include "peripherals/peripherals.h"

#endif
