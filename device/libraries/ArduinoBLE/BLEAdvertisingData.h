#ifndef AUTOPILOT_DEVICE_BLE_ADVERTISING_DATA_H
#define AUTOPILOT_DEVICE_BLE_ADVERTISING_DATA_H

#include <Arduino.h>

#include "BLEService.h"

#define MAX_AD_DATA_LENGTH (31)

enum BLEFlags {
  BLEFlagsLimitedDiscoverable = 0x01,
  BLEFlagsGeneralDiscoverable = 0x02,
  BLEFlagsBREDRNotSupported = 0x04
};

enum BLEAdField {
  BLEFieldFlags = 0x01,
  BLEFieldIncompleteAdvertisedService16 = 0x02,
  BLEFieldCompleteAdvertisedService16 = 0x03,
  BLEFieldIncompleteAdvertisedService128 = 0x06,
  BLEFieldCompleteAdvertisedService128 = 0x07,
  BLEFieldShortLocalName = 0x08,
  BLEFieldCompleteLocalName = 0x09,
  BLEFieldServiceData = 0x16,
  BLEFieldManufacturerData = 0xFF,

  BLEAdFieldLast
};

/// Counts the bytes of an advertising packet: a field that no longer fits is refused.
class BLEAdvertisingData {
 public:
  BLEAdvertisingData();
  virtual ~BLEAdvertisingData();

  int availableForWrite();
  void clear();
  void copy(const BLEAdvertisingData& adv);
  BLEAdvertisingData& operator=(const BLEAdvertisingData& other);

  bool setAdvertisedService(const BLEService& service);
  bool setAdvertisedServiceUuid(const char* advertisedServiceUuid);
  bool setManufacturerData(const uint8_t manufacturerData[], int manufacturerDataLength);
  bool setManufacturerData(const uint16_t companyId, const uint8_t manufacturerData[], int manufacturerDataLength);
  bool setLocalName(const char* localName);
  bool setAdvertisedServiceData(uint16_t uuid, const uint8_t data[], int length);
  bool setRawData(const uint8_t* data, int length);
  bool setFlags(uint8_t flags);

 private:
  bool set(int& field, int length);

  int _flags;
  int _name;
  int _service;
  int _manufacturer;
  int _serviceData;
  int _raw;
};

#endif
