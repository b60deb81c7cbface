#ifndef AUTOPILOT_DEVICE_TFLM_SYSTEM_SETUP_H
#define AUTOPILOT_DEVICE_TFLM_SYSTEM_SETUP_H

namespace tflite {

/// Starts the serial port at 9600 baud and waits for a monitor, at most four seconds.
void InitializeTarget();

}  // namespace tflite

#endif
