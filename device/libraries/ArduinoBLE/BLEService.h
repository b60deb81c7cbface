#ifndef AUTOPILOT_DEVICE_BLE_SERVICE_H
#define AUTOPILOT_DEVICE_BLE_SERVICE_H

#include "BLECharacteristic.h"

class BLELocalService;

/// Copies share one service; a default-constructed one is none.
class BLEService {
 public:
  BLEService();
  BLEService(const char* uuid);
  BLEService(const BLEService& other);
  virtual ~BLEService();

  const char* uuid() const;

  void addCharacteristic(BLECharacteristic& characteristic);

  operator bool() const;

  int characteristicCount() const;
  bool hasCharacteristic(const char* uuid) const;
  bool hasCharacteristic(const char* uuid, int index) const;
  BLECharacteristic characteristic(int index) const;
  BLECharacteristic characteristic(const char* uuid) const;
  BLECharacteristic characteristic(const char* uuid, int index) const;

 private:
  BLELocalService* _local;
};

#endif
