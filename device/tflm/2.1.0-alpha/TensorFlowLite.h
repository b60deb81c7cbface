#ifndef AUTOPILOT_DEVICE_TENSORFLOW_LITE_H
#define AUTOPILOT_DEVICE_TENSORFLOW_LITE_H

// Empty: including it first makes the build system find the library.

#endif
