#ifndef AUTOPILOT_DEVICE_BLE_STRING_CHARACTERISTIC_H
#define AUTOPILOT_DEVICE_BLE_STRING_CHARACTERISTIC_H

#include <Arduino.h>

#include "BLECharacteristic.h"

class BLEStringCharacteristic : public BLECharacteristic {
 public:
  BLEStringCharacteristic(const char* uuid, uint16_t properties, int valueSize);

  int writeValue(const String& value);
  int setValue(const String& value) { return writeValue(value); }
  String value(void);
};

#endif
