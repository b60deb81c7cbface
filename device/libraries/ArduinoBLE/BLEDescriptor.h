#ifndef AUTOPILOT_DEVICE_BLE_DESCRIPTOR_H
#define AUTOPILOT_DEVICE_BLE_DESCRIPTOR_H

#include <stdint.h>

class BLELocalDescriptor;

/// Copies share one descriptor; a default-constructed one is none.
class BLEDescriptor {
 public:
  BLEDescriptor();
  BLEDescriptor(const char* uuid, const uint8_t value[], int valueSize);
  BLEDescriptor(const char* uuid, const char* value);
  BLEDescriptor(const BLEDescriptor& other);
  virtual ~BLEDescriptor();

  const char* uuid() const;
  int valueSize() const;
  const uint8_t* value() const;
  int valueLength() const;
  uint8_t operator[](int offset) const;

  int readValue(uint8_t value[], int length);
  int readValue(void* value, int length);
  int readValue(uint8_t& value);
  int readValue(int8_t& value);
  int readValue(uint16_t& value);
  int readValue(int16_t& value);
  int readValue(uint32_t& value);
  int readValue(int32_t& value);

  operator bool() const;

  bool read();

 private:
  friend class BLECharacteristic;

  BLELocalDescriptor* _local;
};

#endif
