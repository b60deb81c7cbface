#ifndef AUTOPILOT_DEVICE_BLE_TYPED_CHARACTERISTIC_H
#define AUTOPILOT_DEVICE_BLE_TYPED_CHARACTERISTIC_H

#include <string.h>

#include "BLECharacteristic.h"

/// A characteristic that holds one number of type T.
template <typename T>
class BLETypedCharacteristic : public BLECharacteristic {
 public:
  BLETypedCharacteristic(const char* uuid, unsigned int permissions)
      : BLECharacteristic(uuid, permissions, sizeof(T), true) {
    T zero;
    memset(&zero, 0, sizeof zero);
    writeValue(zero);
  }

  int writeValue(T value) { return BLECharacteristic::writeValue((uint8_t*)&value, sizeof(T)); }
  int setValue(T value) { return writeValue(value); }
  T value(void) {
    T number;
    memcpy(&number, BLECharacteristic::value(), sizeof(T));
    return number;
  }

  int writeValueLE(T value) { return writeValue(value); }
  int setValueLE(T value) { return writeValueLE(value); }
  T valueLE(void) { return value(); }

  int writeValueBE(T value) { return writeValue(byteSwap(value)); }
  int setValueBE(T value) { return writeValueBE(value); }
  T valueBE(void) { return byteSwap(value()); }

 private:
  T byteSwap(T value) {
    T swapped;
    const uint8_t* from = (const uint8_t*)&value;
    uint8_t* to = (uint8_t*)&swapped + sizeof(T);
    for (unsigned i = 0; i < sizeof(T); ++i) *--to = from[i];
    return swapped;
  }
};

#endif
