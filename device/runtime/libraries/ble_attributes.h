#pragma once

/// What stands behind the handles BLEService, BLECharacteristic and BLEDescriptor: counted records that copies of a
/// handle share, as in the library.

#include <cstdint>
#include <vector>

class BLEDevice;
class BLECharacteristic;

/// Shared by handles; the last one to let go deletes it.
class BLELocalAttribute {
 public:
  explicit BLELocalAttribute(const char* uuid) : uuid_(uuid) {}
  virtual ~BLELocalAttribute() = default;
  const char* uuid() const { return uuid_; }
  void Retain() { ++count_; }
  void Release() {
    if (--count_ == 0) delete this;
  }

 private:
  const char* uuid_;  ///< The sketch's, as the library keeps it.
  int count_ = 0;
};

class BLELocalDescriptor : public BLELocalAttribute {
 public:
  BLELocalDescriptor(const char* uuid, const std::uint8_t* value, int size)
      : BLELocalAttribute(uuid), value(value, value + size) {}
  std::vector<std::uint8_t> value;
};

class BLELocalCharacteristic : public BLELocalAttribute {
 public:
  BLELocalCharacteristic(const char* uuid, std::uint16_t permissions, int size, bool fixed_length);
  ~BLELocalCharacteristic() override;
  int Write(const std::uint8_t* bytes, int length);

  std::uint8_t properties;
  int length = 0;
  bool fixed_length;
  std::vector<std::uint8_t> value;  ///< All that it can hold; `length` of it is used.
  std::vector<BLELocalDescriptor*> descriptors;
};

class BLELocalService : public BLELocalAttribute {
 public:
  explicit BLELocalService(const char* uuid) : BLELocalAttribute(uuid) {}
  ~BLELocalService() override;
  std::vector<BLELocalCharacteristic*> characteristics;
};

namespace autopilot::device {

/// The `index`-th of `attributes` with this UUID (any UUID if null); null if there is none.
template <typename T>
T* FindAttribute(const std::vector<T*>& attributes, const char* uuid, int index);

bool SameUuid(const char* one, const char* other);

template <typename T>
T* FindAttribute(const std::vector<T*>& attributes, const char* uuid, int index) {
  for (T* attribute : attributes) {
    if ((uuid == nullptr || SameUuid(attribute->uuid(), uuid)) && index-- == 0) return attribute;
  }
  return nullptr;
}

}  // namespace autopilot::device
