/// ArduinoBLE without anybody in reach: the radio starts and advertises, and nothing ever answers.

#include <ArduinoBLE.h>

#include <algorithm>

#include "ble_attributes.h"
#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::FindAttribute;

namespace {

constexpr int kPollCost = 60;    // Microseconds: a pass over an empty HCI queue.
constexpr int kNoSignal = 127;   // What rssi() says without a peer.
constexpr int kFieldHeader = 2;  // Length and type of an advertised field.
constexpr int kFlagsField = 3;

void Report(const char* what) {
  Board::Get().Event("ble").Field(what);
  Board::Get().EndEvent();
}

/// Traced once: a sketch that waits for a central asks for ever.
void ReportNoCentral() {
  static bool reported = false;
  if (!reported) Report("no central");
  reported = true;
  Board::Get().Waits("a central that connects over Bluetooth");
}

}  // namespace

// Services.

BLEService::BLEService() : _local(nullptr) {}
BLEService::BLEService(const char* uuid) : _local(new BLELocalService(uuid)) { _local->Retain(); }
BLEService::BLEService(const BLEService& other) : _local(other._local) {
  if (_local != nullptr) _local->Retain();
}
BLEService::~BLEService() {
  if (_local != nullptr) _local->Release();
}
const char* BLEService::uuid() const { return _local != nullptr ? _local->uuid() : ""; }

void BLEService::addCharacteristic(BLECharacteristic& characteristic) {
  if (_local == nullptr || !characteristic) return;
  characteristic.local()->Retain();
  _local->characteristics.push_back(characteristic.local());
}

BLEService::operator bool() const { return _local != nullptr; }
int BLEService::characteristicCount() const {
  return _local != nullptr ? static_cast<int>(_local->characteristics.size()) : 0;
}
bool BLEService::hasCharacteristic(const char* uuid) const { return hasCharacteristic(uuid, 0); }
bool BLEService::hasCharacteristic(const char* uuid, int index) const { return characteristic(uuid, index); }
BLECharacteristic BLEService::characteristic(int index) const { return characteristic(nullptr, index); }
BLECharacteristic BLEService::characteristic(const char* uuid) const { return characteristic(uuid, 0); }
BLECharacteristic BLEService::characteristic(const char* uuid, int index) const {
  BLECharacteristic found;
  if (_local == nullptr) return found;
  found._local = FindAttribute(_local->characteristics, uuid, index);
  if (found._local != nullptr) found._local->Retain();
  return found;
}

// Other devices: there are none.

BLEDevice::BLEDevice() {}
BLEDevice::~BLEDevice() {}
void BLEDevice::poll() { Board::Get().Spend(kPollCost); }
void BLEDevice::poll(unsigned long timeout) { delay(timeout); }
bool BLEDevice::connected() const {
  Board::Get().Spend(kPollCost);
  ReportNoCentral();
  return false;
}
bool BLEDevice::disconnect() { return false; }
String BLEDevice::address() const { return String("00:00:00:00:00:00"); }
bool BLEDevice::hasLocalName() const { return false; }
bool BLEDevice::hasAdvertisedServiceUuid() const { return false; }
bool BLEDevice::hasAdvertisedServiceUuid(int) const { return false; }
int BLEDevice::advertisedServiceUuidCount() const { return 0; }
String BLEDevice::localName() const { return String(); }
String BLEDevice::advertisedServiceUuid() const { return String(); }
String BLEDevice::advertisedServiceUuid(int) const { return String(); }
bool BLEDevice::hasAdvertisementData() const { return false; }
int BLEDevice::advertisementDataLength() const { return 0; }
int BLEDevice::advertisementData(uint8_t*, int) const { return 0; }
bool BLEDevice::hasManufacturerData() const { return false; }
int BLEDevice::manufacturerDataLength() const { return 0; }
int BLEDevice::manufacturerData(uint8_t*, int) const { return 0; }
int BLEDevice::rssi() { return kNoSignal; }
bool BLEDevice::connect() { return false; }
bool BLEDevice::discoverAttributes() { return false; }
bool BLEDevice::discoverService(const char*) { return false; }
BLEDevice::operator bool() const { return false; }
bool BLEDevice::operator==(const BLEDevice&) const { return true; }
bool BLEDevice::operator!=(const BLEDevice&) const { return false; }
String BLEDevice::deviceName() { return String(); }
int BLEDevice::appearance() { return 0; }
int BLEDevice::serviceCount() const { return 0; }
bool BLEDevice::hasService(const char*) const { return false; }
bool BLEDevice::hasService(const char*, int) const { return false; }
BLEService BLEDevice::service(int) const { return BLEService(); }
BLEService BLEDevice::service(const char*) const { return BLEService(); }
BLEService BLEDevice::service(const char*, int) const { return BLEService(); }
int BLEDevice::characteristicCount() const { return 0; }
bool BLEDevice::hasCharacteristic(const char*) const { return false; }
bool BLEDevice::hasCharacteristic(const char*, int) const { return false; }
BLECharacteristic BLEDevice::characteristic(int) const { return BLECharacteristic(); }
BLECharacteristic BLEDevice::characteristic(const char*) const { return BLECharacteristic(); }
BLECharacteristic BLEDevice::characteristic(const char*, int) const { return BLECharacteristic(); }

// Advertising packets.

BLEAdvertisingData::BLEAdvertisingData() { clear(); }
BLEAdvertisingData::~BLEAdvertisingData() {}
int BLEAdvertisingData::availableForWrite() {
  return _raw > 0 ? MAX_AD_DATA_LENGTH - _raw
                  : MAX_AD_DATA_LENGTH - _flags - _name - _service - _manufacturer - _serviceData;
}
void BLEAdvertisingData::clear() { _flags = _name = _service = _manufacturer = _serviceData = _raw = 0; }
void BLEAdvertisingData::copy(const BLEAdvertisingData& adv) { *this = adv; }
BLEAdvertisingData& BLEAdvertisingData::operator=(const BLEAdvertisingData& other) = default;

bool BLEAdvertisingData::set(int& field, int length) {
  const int before = field;
  field = 0;
  if (availableForWrite() < length) {
    field = before;
    return false;
  }
  field = length;
  return true;
}

bool BLEAdvertisingData::setAdvertisedService(const BLEService& service) {
  return setAdvertisedServiceUuid(service.uuid());
}
bool BLEAdvertisingData::setAdvertisedServiceUuid(const char* advertisedServiceUuid) {
  constexpr size_t kShortUuid = 4;
  return set(_service, kFieldHeader + (strlen(advertisedServiceUuid) <= kShortUuid ? 2 : 16));
}
bool BLEAdvertisingData::setManufacturerData(const uint8_t*, int manufacturerDataLength) {
  return set(_manufacturer, kFieldHeader + manufacturerDataLength);
}
bool BLEAdvertisingData::setManufacturerData(const uint16_t companyId, const uint8_t*, int manufacturerDataLength) {
  return set(_manufacturer, kFieldHeader + static_cast<int>(sizeof companyId) + manufacturerDataLength);
}
bool BLEAdvertisingData::setLocalName(const char* localName) {
  return set(_name, kFieldHeader + static_cast<int>(strlen(localName)));
}
bool BLEAdvertisingData::setAdvertisedServiceData(uint16_t uuid, const uint8_t*, int length) {
  return set(_serviceData, kFieldHeader + static_cast<int>(sizeof uuid) + length);
}
bool BLEAdvertisingData::setRawData(const uint8_t*, int length) {
  if (length > MAX_AD_DATA_LENGTH) return false;
  _raw = length;
  return true;
}
bool BLEAdvertisingData::setFlags(uint8_t) { return set(_flags, kFlagsField); }

// This device.

BLELocalDevice::BLELocalDevice() : BDaddress{}, _begun(false), _pairable(YES) { _advertisingData.setFlags(0); }
BLELocalDevice::~BLELocalDevice() {}

int BLELocalDevice::begin() {
  delay(100);  // The library gives the controller this long.
  _begun = true;
  Report("begin");
  return 1;
}

void BLELocalDevice::end() { _begun = false; }
void BLELocalDevice::poll() { Board::Get().Spend(kPollCost); }
void BLELocalDevice::poll(unsigned long timeout) { delay(timeout); }

bool BLELocalDevice::connected() const {
  Board::Get().Spend(kPollCost);
  ReportNoCentral();
  return false;
}

bool BLELocalDevice::disconnect() { return false; }
String BLELocalDevice::address() const { return String(_begun ? "c0:ff:ee:00:00:01" : "00:00:00:00:00:00"); }
int BLELocalDevice::rssi() { return kNoSignal; }
bool BLELocalDevice::setAdvertisedServiceUuid(const char* advertisedServiceUuid) {
  return _advertisingData.setAdvertisedServiceUuid(advertisedServiceUuid);
}
bool BLELocalDevice::setAdvertisedService(const BLEService& service) {
  return _advertisingData.setAdvertisedService(service);
}
bool BLELocalDevice::setAdvertisedServiceData(uint16_t uuid, const uint8_t data[], int length) {
  return _advertisingData.setAdvertisedServiceData(uuid, data, length);
}
bool BLELocalDevice::setManufacturerData(const uint8_t manufacturerData[], int manufacturerDataLength) {
  return _advertisingData.setManufacturerData(manufacturerData, manufacturerDataLength);
}
bool BLELocalDevice::setManufacturerData(const uint16_t companyId, const uint8_t manufacturerData[],
                                         int manufacturerDataLength) {
  return _advertisingData.setManufacturerData(companyId, manufacturerData, manufacturerDataLength);
}
bool BLELocalDevice::setLocalName(const char* localName) { return _scanResponseData.setLocalName(localName); }
void BLELocalDevice::setAdvertisingData(BLEAdvertisingData& advertisingData) { _advertisingData = advertisingData; }
void BLELocalDevice::setScanResponseData(BLEAdvertisingData& scanResponseData) { _scanResponseData = scanResponseData; }
void BLELocalDevice::setDeviceName(const char*) { Board::Get().Spend(Costs::kTinyCall); }
void BLELocalDevice::setAppearance(uint16_t) { Board::Get().Spend(Costs::kTinyCall); }
void BLELocalDevice::addService(BLEService&) { Board::Get().Spend(Costs::kTinyCall); }

int BLELocalDevice::advertise() {
  Board::Get().Spend(kPollCost);
  if (!_begun) return 0;
  Report("advertise");
  return 1;
}

void BLELocalDevice::stopAdvertise() { Board::Get().Spend(kPollCost); }

int BLELocalDevice::scan(bool) {
  Board::Get().Spend(kPollCost);
  if (!_begun) return 0;
  Report("scan");
  return 1;
}
int BLELocalDevice::scanForName(String, bool withDuplicates) { return scan(withDuplicates); }
int BLELocalDevice::scanForUuid(String, bool withDuplicates) { return scan(withDuplicates); }
int BLELocalDevice::scanForAddress(String, bool withDuplicates) { return scan(withDuplicates); }
void BLELocalDevice::stopScan() { Board::Get().Spend(kPollCost); }

BLEDevice BLELocalDevice::central() {
  Board::Get().Spend(kPollCost);
  ReportNoCentral();
  return BLEDevice();
}

BLEDevice BLELocalDevice::available() {
  Board::Get().Spend(kPollCost);
  return BLEDevice();
}

void BLELocalDevice::setAdvertisingInterval(uint16_t) {}
void BLELocalDevice::setConnectionInterval(uint16_t, uint16_t) {}
void BLELocalDevice::setSupervisionTimeout(uint16_t) {}
void BLELocalDevice::setConnectable(bool) {}
void BLELocalDevice::setEventHandler(BLEDeviceEvent, BLEDeviceEventHandler) {}
void BLELocalDevice::setTimeout(unsigned long) {}
void BLELocalDevice::debug(Stream&) {}
void BLELocalDevice::noDebug() {}
void BLELocalDevice::setPairable(uint8_t pairable) { _pairable = pairable; }
bool BLELocalDevice::pairable() { return _pairable != NO; }
bool BLELocalDevice::paired() { return false; }
void BLELocalDevice::setStoreIRK(int (*)(uint8_t*, uint8_t*)) {}
void BLELocalDevice::setGetIRKs(int (*)(uint8_t*, uint8_t**, uint8_t***, uint8_t***)) {}
void BLELocalDevice::setStoreLTK(int (*)(uint8_t*, uint8_t*)) {}
void BLELocalDevice::setGetLTK(int (*)(uint8_t*, uint8_t*)) {}
void BLELocalDevice::setDisplayCode(void (*)(uint32_t)) {}
void BLELocalDevice::setBinaryConfirmPairing(bool (*)()) {}

namespace {

__attribute__((init_priority(104))) BLELocalDevice the_device;

}  // namespace

BLELocalDevice& BLE = the_device;
