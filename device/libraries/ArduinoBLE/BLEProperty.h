#ifndef AUTOPILOT_DEVICE_BLE_PROPERTY_H
#define AUTOPILOT_DEVICE_BLE_PROPERTY_H

enum BLEProperty {
  BLEBroadcast = 0x01,
  BLERead = 0x02,
  BLEWriteWithoutResponse = 0x04,
  BLEWrite = 0x08,
  BLENotify = 0x10,
  BLEIndicate = 0x20,
  BLEAuth = 0x40,
  BLEExtProp = 0x80,
};

enum BLEPermission {
  BLEEncryption = 1 << 9,
  BLEAuthentication = 1 << 10,
  BLEAuthorization = 1 << 11,
};

#endif
