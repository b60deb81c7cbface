#ifndef AUTOPILOT_DEVICE_ARDUINO_JSON_VARIANT_H
#define AUTOPILOT_DEVICE_ARDUINO_JSON_VARIANT_H

#include "node.h"

namespace ArduinoJson {

class JsonString {
 public:
  JsonString(const char* text = nullptr) : text_(text) {}
  const char* c_str() const { return text_; }
  size_t size() const { return text_ == nullptr ? 0 : strlen(text_); }
  bool isNull() const { return text_ == nullptr; }
  explicit operator bool() const { return text_ != nullptr; }
  friend bool operator==(JsonString a, JsonString b) {
    return a.text_ == b.text_ || (a.text_ && b.text_ && strcmp(a.text_, b.text_) == 0);
  }
  friend bool operator!=(JsonString a, JsonString b) { return !(a == b); }

 private:
  const char* text_;
};

/// How a node becomes a T: `as` converts, `is` asks whether that would be exact.
template <typename T, typename = void>
struct Reader;

class JsonVariantConst {
 public:
  JsonVariantConst(const detail::Node* node = nullptr) : node_(node) {}

  template <typename T>
  T as() const {
    return Reader<T>::as(node_);
  }
  template <typename T>
  bool is() const {
    return Reader<T>::is(node_);
  }
  template <typename T>
  operator T() const {
    return as<T>();
  }

  bool isNull() const { return node_ == nullptr || node_->type <= detail::Node::kNull; }
  bool isUnbound() const { return node_ == nullptr; }
  size_t size() const { return detail::Size(node_); }
  size_t nesting() const { return detail::Nesting(node_); }
  bool containsKey(const char* key) const { return detail::FindMember(node_, key) != nullptr; }
  bool containsKey(const String& key) const { return containsKey(key.c_str()); }

  JsonVariantConst operator[](const char* key) const { return detail::FindMember(node_, key); }
  JsonVariantConst operator[](const String& key) const { return (*this)[key.c_str()]; }
  template <typename T, typename std::enable_if<std::is_integral<T>::value, int>::type = 0>
  JsonVariantConst operator[](T index) const {
    return detail::FindElement(node_, static_cast<size_t>(index));
  }

  const detail::Node* node() const { return node_; }

 private:
  const detail::Node* node_;
};

class JsonVariant {
 public:
  JsonVariant(detail::Node* node = nullptr) : node_(node) {}
  JsonVariant(const JsonVariant&) = default;

  template <typename T, detail::IfNumber<T> = 0>
  bool set(T value) const {
    if (node_ == nullptr) return false;
    store(value);
    return true;
  }
  bool set(const char* value) const { return node_ != nullptr && (detail::SetText(node_, value), true); }
  bool set(const String& value) const { return set(value.c_str()); }
  bool set(const __FlashStringHelper* value) const { return set(reinterpret_cast<const char*>(value)); }
  bool set(JsonString value) const { return set(value.c_str()); }
  bool set(JsonVariantConst value) const { return node_ != nullptr && (detail::Copy(node_, value.node()), true); }
  bool set(JsonVariant value) const { return set(JsonVariantConst(value.node_)); }
  bool set(const JsonObject& value) const;
  bool set(const JsonArray& value) const;
  bool set(const JsonDocument& value) const;
  bool set(decltype(nullptr)) const { return node_ != nullptr && (detail::Become(node_, detail::Node::kNull), true); }

  template <typename T>
  JsonVariant& operator=(const T& value) {
    set(value);
    return *this;
  }
  JsonVariant& operator=(const char* value) {
    set(value);
    return *this;
  }
  JsonVariant& operator=(const JsonVariant& value) {
    set(value);
    return *this;
  }

  template <typename T>
  T as() const {
    return Reader<T>::as(node_);
  }
  template <typename T>
  bool is() const {
    return Reader<T>::is(node_);
  }
  template <typename T>
  operator T() const {
    return as<T>();
  }
  operator JsonVariantConst() const { return node_; }

  template <typename T>
  T to() const;

  template <typename T>
  bool add(const T& value) const {
    return node_ != nullptr && JsonVariant(detail::Append(node_)).set(value);
  }
  bool add(const char* value) const { return node_ != nullptr && JsonVariant(detail::Append(node_)).set(value); }
  template <typename T>
  T add() const;
  void remove(const char* key) const { detail::Remove(node_, key); }
  void remove(const String& key) const { remove(key.c_str()); }
  template <typename T, typename std::enable_if<std::is_integral<T>::value, int>::type = 0>
  void remove(T index) const {
    detail::Remove(node_, static_cast<size_t>(index));
  }
  void clear() const { detail::Become(node_, detail::Node::kNull); }

  bool isNull() const { return JsonVariantConst(node_).isNull(); }
  bool isUnbound() const { return node_ == nullptr; }
  size_t size() const { return detail::Size(node_); }
  size_t nesting() const { return detail::Nesting(node_); }
  bool containsKey(const char* key) const { return detail::FindMember(node_, key) != nullptr; }
  bool containsKey(const String& key) const { return containsKey(key.c_str()); }
  JsonObject createNestedObject() const;
  JsonArray createNestedArray() const;
  JsonObject createNestedObject(const char* key) const;
  JsonArray createNestedArray(const char* key) const;
  JsonObject createNestedObject(const String& key) const;
  JsonArray createNestedArray(const String& key) const;

  JsonVariant operator[](const char* key) const { return node_ ? detail::Member(node_, key) : nullptr; }
  JsonVariant operator[](const String& key) const { return (*this)[key.c_str()]; }
  JsonVariant operator[](const __FlashStringHelper* key) const { return (*this)[reinterpret_cast<const char*>(key)]; }
  template <typename T, typename std::enable_if<std::is_integral<T>::value, int>::type = 0>
  JsonVariant operator[](T index) const {
    return node_ ? detail::Element(node_, static_cast<size_t>(index)) : nullptr;
  }

  detail::Node* node() const { return node_; }

 private:
  void store(bool value) const { detail::SetBoolean(node_, value); }
  void store(float value) const { detail::SetReal(node_, value, true); }
  void store(double value) const { detail::SetReal(node_, value, false); }
  template <typename T>
  void store(T value) const {
    if (static_cast<T>(-1) < static_cast<T>(1)) {
      detail::SetInteger(node_, static_cast<long long>(value));
    } else {
      detail::SetUnsigned(node_, static_cast<unsigned long long>(value));
    }
  }

  detail::Node* node_;
};

/// The value, or `fallback` where it has another type.
template <typename T>
T operator|(const JsonVariant& variant, const T& fallback) {
  return variant.is<T>() ? variant.as<T>() : fallback;
}
template <typename T>
T operator|(const JsonVariantConst& variant, const T& fallback) {
  return variant.is<T>() ? variant.as<T>() : fallback;
}
inline const char* operator|(const JsonVariant& variant, const char* fallback) {
  const char* text = detail::AsText(variant.node());
  return text != nullptr ? text : fallback;
}
inline const char* operator|(const JsonVariantConst& variant, const char* fallback) {
  const char* text = detail::AsText(variant.node());
  return text != nullptr ? text : fallback;
}

inline bool operator==(const JsonVariant& variant, const char* text) {
  return JsonString(detail::AsText(variant.node())) == JsonString(text);
}
inline bool operator!=(const JsonVariant& variant, const char* text) { return !(variant == text); }
template <typename T, detail::IfNumber<T> = 0>
bool operator==(const JsonVariant& variant, T value) {
  return !variant.isNull() && variant.as<T>() == value;
}
template <typename T, detail::IfNumber<T> = 0>
bool operator!=(const JsonVariant& variant, T value) {
  return !(variant == value);
}
template <typename T, detail::IfNumber<T> = 0>
bool operator<(const JsonVariant& variant, T value) {
  return variant.as<T>() < value;
}
template <typename T, detail::IfNumber<T> = 0>
bool operator>(const JsonVariant& variant, T value) {
  return variant.as<T>() > value;
}

}  // namespace ArduinoJson

#endif
