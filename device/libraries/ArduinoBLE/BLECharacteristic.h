#ifndef AUTOPILOT_DEVICE_BLE_CHARACTERISTIC_H
#define AUTOPILOT_DEVICE_BLE_CHARACTERISTIC_H

#include <stdint.h>

#include "BLEDescriptor.h"

enum BLECharacteristicEvent {
  BLESubscribed = 0,
  BLEUnsubscribed = 1,
  BLEWritten = 3,  // 2 is BLERead, a property.
  BLEUpdated = BLEWritten,

  BLECharacteristicEventLast
};

class BLECharacteristic;
class BLEDevice;

typedef void (*BLECharacteristicEventHandler)(BLEDevice device, BLECharacteristic characteristic);

class BLELocalCharacteristic;

/// Copies share one characteristic; a default-constructed one is none.
class BLECharacteristic {
 public:
  BLECharacteristic();
  BLECharacteristic(const char* uuid, uint16_t permissions, int valueSize, bool fixedLength = false);
  BLECharacteristic(const char* uuid, uint16_t permissions, const char* value);
  BLECharacteristic(const BLECharacteristic& other);
  virtual ~BLECharacteristic();

  const char* uuid() const;

  uint8_t properties() const;

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

  int writeValue(const uint8_t value[], int length, bool withResponse = true);
  int writeValue(const void* value, int length, bool withResponse = true);
  int writeValue(const char* value, bool withResponse = true);
  int writeValue(uint8_t value, bool withResponse = true);
  int writeValue(int8_t value, bool withResponse = true);
  int writeValue(uint16_t value, bool withResponse = true);
  int writeValue(int16_t value, bool withResponse = true);
  int writeValue(uint32_t value, bool withResponse = true);
  int writeValue(int32_t value, bool withResponse = true);

  int setValue(const uint8_t value[], int length) { return writeValue(value, length); }
  int setValue(const char* value) { return writeValue(value); }

  int broadcast();

  bool written();
  bool subscribed();
  bool valueUpdated();

  void addDescriptor(BLEDescriptor& descriptor);

  operator bool() const;

  void setEventHandler(int event, BLECharacteristicEventHandler eventHandler);

  int descriptorCount() const;
  bool hasDescriptor(const char* uuid) const;
  bool hasDescriptor(const char* uuid, int index) const;
  BLEDescriptor descriptor(int index) const;
  BLEDescriptor descriptor(const char* uuid) const;
  BLEDescriptor descriptor(const char* uuid, int index) const;

  bool canRead();
  bool read();
  bool canWrite();
  bool canSubscribe();
  bool subscribe();
  bool canUnsubscribe();
  bool unsubscribe();

  void writeCccdValue(BLEDevice device, uint16_t value);

 protected:
  friend class BLEService;

  BLELocalCharacteristic* local();

 private:
  BLELocalCharacteristic* _local;
};

#endif
