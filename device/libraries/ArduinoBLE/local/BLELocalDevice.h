#ifndef AUTOPILOT_DEVICE_BLE_LOCAL_DEVICE_H
#define AUTOPILOT_DEVICE_BLE_LOCAL_DEVICE_H

#include "../BLEAdvertisingData.h"
#include "../BLEDevice.h"
#include "../BLEService.h"

enum Pairable {
  NO = 0,
  YES = 1,
  ONCE = 2,
};

class BLELocalDevice {
 public:
  BLELocalDevice();
  virtual ~BLELocalDevice();

  virtual int begin();
  virtual void end();

  virtual void poll();
  virtual void poll(unsigned long timeout);

  virtual bool connected() const;
  virtual bool disconnect();

  virtual String address() const;

  virtual int rssi();

  virtual bool setAdvertisedServiceUuid(const char* advertisedServiceUuid);
  virtual bool setAdvertisedService(const BLEService& service);
  virtual bool setAdvertisedServiceData(uint16_t uuid, const uint8_t data[], int length);
  virtual bool setManufacturerData(const uint8_t manufacturerData[], int manufacturerDataLength);
  virtual bool setManufacturerData(const uint16_t companyId, const uint8_t manufacturerData[],
                                   int manufacturerDataLength);
  virtual bool setLocalName(const char* localName);

  virtual void setAdvertisingData(BLEAdvertisingData& advertisingData);
  virtual void setScanResponseData(BLEAdvertisingData& scanResponseData);

  virtual void setDeviceName(const char* deviceName);
  virtual void setAppearance(uint16_t appearance);

  virtual void addService(BLEService& service);

  virtual int advertise();
  virtual void stopAdvertise();

  virtual int scan(bool withDuplicates = false);
  virtual int scanForName(String name, bool withDuplicates = false);
  virtual int scanForUuid(String uuid, bool withDuplicates = false);
  virtual int scanForAddress(String address, bool withDuplicates = false);
  virtual void stopScan();

  virtual BLEDevice central();
  virtual BLEDevice available();

  virtual void setAdvertisingInterval(uint16_t advertisingInterval);
  virtual void setConnectionInterval(uint16_t minimumConnectionInterval, uint16_t maximumConnectionInterval);
  virtual void setSupervisionTimeout(uint16_t supervisionTimeout);
  virtual void setConnectable(bool connectable);

  virtual void setEventHandler(BLEDeviceEvent event, BLEDeviceEventHandler eventHandler);

  virtual void setTimeout(unsigned long timeout);

  virtual void debug(Stream& stream);
  virtual void noDebug();

  virtual void setPairable(uint8_t pairable);
  virtual bool pairable();
  virtual bool paired();

  virtual void setStoreIRK(int (*storeIRK)(uint8_t* address, uint8_t* IRK));
  virtual void setGetIRKs(int (*getIRKs)(uint8_t* nIRKs, uint8_t** BDAddrType, uint8_t*** BDAddrs, uint8_t*** IRKs));
  virtual void setStoreLTK(int (*storeLTK)(uint8_t* address, uint8_t* LTK));
  virtual void setGetLTK(int (*getLTK)(uint8_t* address, uint8_t* LTK));

  virtual void setDisplayCode(void (*displayCode)(uint32_t confirmationCode));
  virtual void setBinaryConfirmPairing(bool (*binaryConfirmPairing)());
  uint8_t BDaddress[6];

 private:
  BLEAdvertisingData _advertisingData;
  BLEAdvertisingData _scanResponseData;
  bool _begun;
  uint8_t _pairable;
};

extern BLELocalDevice& BLE;

#endif
