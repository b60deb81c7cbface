#include "ble_attributes.h"

#include <ArduinoBLE.h>
#include <strings.h>

#include <algorithm>

#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::FindAttribute;

namespace autopilot::device {

bool SameUuid(const char* one, const char* other) { return strcasecmp(one, other) == 0; }

}  // namespace autopilot::device

namespace {

constexpr int kLongestValue = 512;

template <typename T>
T* Retained(T* attribute) {
  if (attribute != nullptr) attribute->Retain();
  return attribute;
}

/// Copies what is there and no more than fits; as many bytes as were copied.
int CopyOut(const std::vector<uint8_t>& from, int have, void* to, int length) {
  const int count = std::min(have, length);
  if (count > 0) memcpy(to, from.data(), static_cast<size_t>(count));
  return std::max(count, 0);
}

}  // namespace

BLELocalCharacteristic::BLELocalCharacteristic(const char* uuid, std::uint16_t permissions, int size, bool fixed_length)
    : BLELocalAttribute(uuid),
      properties(static_cast<std::uint8_t>(permissions & 0xFF)),
      fixed_length(fixed_length),
      value(static_cast<std::size_t>(std::clamp(size, 0, kLongestValue))) {
  if ((permissions & (BLENotify | BLEIndicate)) != 0) {  // What a central subscribes with.
    const std::uint8_t unsubscribed[2] = {};
    descriptors.push_back(Retained(new BLELocalDescriptor("2902", unsubscribed, sizeof unsubscribed)));
  }
}

BLELocalCharacteristic::~BLELocalCharacteristic() {
  for (BLELocalDescriptor* descriptor : descriptors) descriptor->Release();
}

int BLELocalCharacteristic::Write(const std::uint8_t* bytes, int count) {
  Board::Get().Spend(Costs::kTinyCall);
  length = std::min(count, static_cast<int>(value.size()));
  if (length > 0) memcpy(value.data(), bytes, static_cast<std::size_t>(length));
  if (fixed_length) length = static_cast<int>(value.size());
  return 1;  // Nobody has subscribed, so nothing is sent.
}

BLELocalService::~BLELocalService() {
  for (BLELocalCharacteristic* characteristic : characteristics) characteristic->Release();
}

// Descriptors.

BLEDescriptor::BLEDescriptor() : _local(nullptr) {}
BLEDescriptor::BLEDescriptor(const char* uuid, const uint8_t value[], int valueSize)
    : _local(Retained(new BLELocalDescriptor(uuid, value, valueSize))) {}
BLEDescriptor::BLEDescriptor(const char* uuid, const char* value)
    : BLEDescriptor(uuid, reinterpret_cast<const uint8_t*>(value), static_cast<int>(strlen(value))) {}
BLEDescriptor::BLEDescriptor(const BLEDescriptor& other) : _local(Retained(other._local)) {}
BLEDescriptor::~BLEDescriptor() {
  if (_local != nullptr) _local->Release();
}
const char* BLEDescriptor::uuid() const { return _local != nullptr ? _local->uuid() : ""; }
int BLEDescriptor::valueSize() const { return valueLength(); }
const uint8_t* BLEDescriptor::value() const { return _local != nullptr ? _local->value.data() : nullptr; }
int BLEDescriptor::valueLength() const { return _local != nullptr ? static_cast<int>(_local->value.size()) : 0; }
uint8_t BLEDescriptor::operator[](int offset) const { return _local != nullptr ? _local->value.data()[offset] : 0; }
// Values are read back only from descriptors of another device.
int BLEDescriptor::readValue(uint8_t*, int) { return 0; }
int BLEDescriptor::readValue(void*, int) { return 0; }
int BLEDescriptor::readValue(uint8_t& value) { return readValue(&value, sizeof value); }
int BLEDescriptor::readValue(int8_t& value) { return readValue(&value, sizeof value); }
int BLEDescriptor::readValue(uint16_t& value) { return readValue(&value, sizeof value); }
int BLEDescriptor::readValue(int16_t& value) { return readValue(&value, sizeof value); }
int BLEDescriptor::readValue(uint32_t& value) { return readValue(&value, sizeof value); }
int BLEDescriptor::readValue(int32_t& value) { return readValue(&value, sizeof value); }
BLEDescriptor::operator bool() const { return _local != nullptr; }
bool BLEDescriptor::read() { return false; }

// Characteristics.

BLECharacteristic::BLECharacteristic() : _local(nullptr) {}
BLECharacteristic::BLECharacteristic(const char* uuid, uint16_t permissions, int valueSize, bool fixedLength)
    : _local(Retained(new BLELocalCharacteristic(uuid, permissions, valueSize, fixedLength))) {}
BLECharacteristic::BLECharacteristic(const char* uuid, uint16_t permissions, const char* value)
    : BLECharacteristic(uuid, permissions, static_cast<int>(strlen(value))) {
  writeValue(value);
}
BLECharacteristic::BLECharacteristic(const BLECharacteristic& other) : _local(Retained(other._local)) {}
BLECharacteristic::~BLECharacteristic() {
  if (_local != nullptr) _local->Release();
}
const char* BLECharacteristic::uuid() const { return _local != nullptr ? _local->uuid() : ""; }
uint8_t BLECharacteristic::properties() const { return _local != nullptr ? _local->properties : 0; }
int BLECharacteristic::valueSize() const { return _local != nullptr ? static_cast<int>(_local->value.size()) : 0; }
const uint8_t* BLECharacteristic::value() const { return _local != nullptr ? _local->value.data() : nullptr; }
int BLECharacteristic::valueLength() const { return _local != nullptr ? _local->length : 0; }
uint8_t BLECharacteristic::operator[](int offset) const { return _local != nullptr ? _local->value.data()[offset] : 0; }

int BLECharacteristic::readValue(uint8_t value[], int length) {
  return _local != nullptr ? CopyOut(_local->value, _local->length, value, length) : 0;
}
int BLECharacteristic::readValue(void* value, int length) { return readValue(static_cast<uint8_t*>(value), length); }
int BLECharacteristic::readValue(uint8_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }
int BLECharacteristic::readValue(int8_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }
int BLECharacteristic::readValue(uint16_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }
int BLECharacteristic::readValue(int16_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }
int BLECharacteristic::readValue(uint32_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }
int BLECharacteristic::readValue(int32_t& value) { return readValue(static_cast<void*>(&value), sizeof value); }

int BLECharacteristic::writeValue(const uint8_t value[], int length, bool) {
  return _local != nullptr ? _local->Write(value, length) : 0;
}
int BLECharacteristic::writeValue(const void* value, int length, bool withResponse) {
  return writeValue(static_cast<const uint8_t*>(value), length, withResponse);
}
int BLECharacteristic::writeValue(const char* value, bool withResponse) {
  return writeValue(static_cast<const void*>(value), static_cast<int>(strlen(value)), withResponse);
}
int BLECharacteristic::writeValue(uint8_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}
int BLECharacteristic::writeValue(int8_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}
int BLECharacteristic::writeValue(uint16_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}
int BLECharacteristic::writeValue(int16_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}
int BLECharacteristic::writeValue(uint32_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}
int BLECharacteristic::writeValue(int32_t value, bool withResponse) {
  return writeValue(static_cast<const void*>(&value), sizeof value, withResponse);
}

int BLECharacteristic::broadcast() { return (properties() & BLEBroadcast) != 0 ? 1 : 0; }

// Nobody is connected who could write, subscribe or answer.
bool BLECharacteristic::written() { return false; }
bool BLECharacteristic::subscribed() { return false; }
bool BLECharacteristic::valueUpdated() { return false; }
void BLECharacteristic::setEventHandler(int, BLECharacteristicEventHandler) {}
bool BLECharacteristic::canRead() { return false; }
bool BLECharacteristic::read() { return false; }
bool BLECharacteristic::canWrite() { return false; }
bool BLECharacteristic::canSubscribe() { return false; }
bool BLECharacteristic::subscribe() { return false; }
bool BLECharacteristic::canUnsubscribe() { return false; }
bool BLECharacteristic::unsubscribe() { return false; }
void BLECharacteristic::writeCccdValue(BLEDevice, uint16_t) {}

void BLECharacteristic::addDescriptor(BLEDescriptor& descriptor) {
  if (_local != nullptr && descriptor) _local->descriptors.push_back(Retained(descriptor._local));
}

BLECharacteristic::operator bool() const { return _local != nullptr; }
BLELocalCharacteristic* BLECharacteristic::local() { return _local; }

int BLECharacteristic::descriptorCount() const {
  return _local != nullptr ? static_cast<int>(_local->descriptors.size()) : 0;
}
bool BLECharacteristic::hasDescriptor(const char* uuid) const { return hasDescriptor(uuid, 0); }
bool BLECharacteristic::hasDescriptor(const char* uuid, int index) const { return descriptor(uuid, index); }
BLEDescriptor BLECharacteristic::descriptor(int index) const { return descriptor(nullptr, index); }
BLEDescriptor BLECharacteristic::descriptor(const char* uuid) const { return descriptor(uuid, 0); }
BLEDescriptor BLECharacteristic::descriptor(const char* uuid, int index) const {
  BLEDescriptor found;
  if (_local != nullptr) found._local = Retained(FindAttribute(_local->descriptors, uuid, index));
  return found;
}

BLEStringCharacteristic::BLEStringCharacteristic(const char* uuid, uint16_t properties, int valueSize)
    : BLECharacteristic(uuid, properties, valueSize) {}
int BLEStringCharacteristic::writeValue(const String& value) { return BLECharacteristic::writeValue(value.c_str()); }
String BLEStringCharacteristic::value(void) {
  return String(BLECharacteristic::value(), static_cast<unsigned int>(valueLength()));
}
