#ifndef AUTOPILOT_DEVICE_BLE_TYPED_CHARACTERISTICS_H
#define AUTOPILOT_DEVICE_BLE_TYPED_CHARACTERISTICS_H

#include <Arduino.h>

#include "BLETypedCharacteristic.h"

class BLEBoolCharacteristic : public BLETypedCharacteristic<bool> {
 public:
  BLEBoolCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEBooleanCharacteristic : public BLETypedCharacteristic<boolean> {
 public:
  BLEBooleanCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLECharCharacteristic : public BLETypedCharacteristic<char> {
 public:
  BLECharCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEUnsignedCharCharacteristic : public BLETypedCharacteristic<unsigned char> {
 public:
  BLEUnsignedCharCharacteristic(const char* uuid, unsigned int permissions)
      : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEByteCharacteristic : public BLETypedCharacteristic<byte> {
 public:
  BLEByteCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEShortCharacteristic : public BLETypedCharacteristic<short> {
 public:
  BLEShortCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEUnsignedShortCharacteristic : public BLETypedCharacteristic<unsigned short> {
 public:
  BLEUnsignedShortCharacteristic(const char* uuid, unsigned int permissions)
      : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEWordCharacteristic : public BLETypedCharacteristic<word> {
 public:
  BLEWordCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEIntCharacteristic : public BLETypedCharacteristic<int> {
 public:
  BLEIntCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEUnsignedIntCharacteristic : public BLETypedCharacteristic<unsigned int> {
 public:
  BLEUnsignedIntCharacteristic(const char* uuid, unsigned int permissions)
      : BLETypedCharacteristic(uuid, permissions) {}
};

class BLELongCharacteristic : public BLETypedCharacteristic<long> {
 public:
  BLELongCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEUnsignedLongCharacteristic : public BLETypedCharacteristic<unsigned long> {
 public:
  BLEUnsignedLongCharacteristic(const char* uuid, unsigned int permissions)
      : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEFloatCharacteristic : public BLETypedCharacteristic<float> {
 public:
  BLEFloatCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

class BLEDoubleCharacteristic : public BLETypedCharacteristic<double> {
 public:
  BLEDoubleCharacteristic(const char* uuid, unsigned int permissions) : BLETypedCharacteristic(uuid, permissions) {}
};

#endif
