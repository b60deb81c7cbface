#ifndef AUTOPILOT_DEVICE_BLE_DEVICE_H
#define AUTOPILOT_DEVICE_BLE_DEVICE_H

#include <Arduino.h>

#include "BLEService.h"

enum BLEDeviceEvent {
  BLEConnected = 0,
  BLEDisconnected = 1,
  BLEDiscovered = 2,

  BLEDeviceLastEvent
};

class BLEDevice;

typedef void (*BLEDeviceEventHandler)(BLEDevice device);

/// Another device. On the twin there is none: every object is empty and converts to false.
class BLEDevice {
 public:
  BLEDevice();
  virtual ~BLEDevice();

  virtual void poll();
  virtual void poll(unsigned long timeout);

  virtual bool connected() const;
  virtual bool disconnect();

  virtual String address() const;

  bool hasLocalName() const;

  bool hasAdvertisedServiceUuid() const;
  bool hasAdvertisedServiceUuid(int index) const;
  int advertisedServiceUuidCount() const;

  String localName() const;
  String advertisedServiceUuid() const;
  String advertisedServiceUuid(int index) const;

  bool hasAdvertisementData() const;
  int advertisementDataLength() const;
  int advertisementData(uint8_t value[], int length) const;

  bool hasManufacturerData() const;
  int manufacturerDataLength() const;
  int manufacturerData(uint8_t value[], int length) const;

  virtual int rssi();

  bool connect();
  bool discoverAttributes();
  bool discoverService(const char* serviceUuid);

  virtual operator bool() const;
  virtual bool operator==(const BLEDevice& rhs) const;
  virtual bool operator!=(const BLEDevice& rhs) const;

  String deviceName();
  int appearance();

  int serviceCount() const;
  bool hasService(const char* uuid) const;
  bool hasService(const char* uuid, int index) const;
  BLEService service(int index) const;
  BLEService service(const char* uuid) const;
  BLEService service(const char* uuid, int index) const;
  int characteristicCount() const;
  bool hasCharacteristic(const char* uuid) const;
  bool hasCharacteristic(const char* uuid, int index) const;
  BLECharacteristic characteristic(int index) const;
  BLECharacteristic characteristic(const char* uuid) const;
  BLECharacteristic characteristic(const char* uuid, int index) const;
};

#endif
