#ifndef AUTOPILOT_DEVICE_ARDUINO_BLE_H
#define AUTOPILOT_DEVICE_ARDUINO_BLE_H

// Own declaration of the public API of the ArduinoBLE library. Behind it is a radio that nobody hears: starting and
// advertising succeed, no central connects and no peripheral is found (device/runtime/libraries).

#include "BLEProperty.h"
#include "BLEStringCharacteristic.h"
#include "BLETypedCharacteristics.h"
#include "local/BLELocalDevice.h"

#endif
