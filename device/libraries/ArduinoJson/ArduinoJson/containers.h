#ifndef AUTOPILOT_DEVICE_ARDUINO_JSON_CONTAINERS_H
#define AUTOPILOT_DEVICE_ARDUINO_JSON_CONTAINERS_H

#include "variant.h"

namespace ArduinoJson {

class JsonPair {
 public:
  explicit JsonPair(detail::Node* node) : node_(node) {}
  JsonString key() const { return JsonString(node_->key.c_str()); }
  JsonVariant value() const { return node_; }

 private:
  detail::Node* node_;
};
typedef JsonPair JsonPairConst;

namespace detail {

/// Walks the children that have a value; T is what one looks like.
template <typename T>
class Children {
 public:
  explicit Children(Node* node) : node_(NextVisible(node)) {}
  T operator*() const { return T(node_); }
  Children& operator++() {
    node_ = NextVisible(node_->next);
    return *this;
  }
  bool operator!=(const Children& other) const { return node_ != other.node_; }
  bool operator==(const Children& other) const { return node_ == other.node_; }

 private:
  Node* node_;
};

}  // namespace detail

class JsonObject {
 public:
  typedef detail::Children<JsonPair> iterator;
  JsonObject(detail::Node* node = nullptr) : node_(node) {}
  operator JsonVariant() const { return node_; }
  operator JsonVariantConst() const { return node_; }
  iterator begin() const { return iterator(node_ ? node_->first : nullptr); }
  iterator end() const { return iterator(nullptr); }
  JsonVariant operator[](const char* key) const { return JsonVariant(node_)[key]; }
  JsonVariant operator[](const String& key) const { return JsonVariant(node_)[key]; }
  JsonVariant operator[](const __FlashStringHelper* key) const { return JsonVariant(node_)[key]; }
  bool set(const JsonObject& other) const { return JsonVariant(node_).set(JsonVariantConst(other.node_)); }
  void remove(const char* key) const { detail::Remove(node_, key); }
  void remove(const String& key) const { detail::Remove(node_, key.c_str()); }
  void clear() const { detail::Become(node_, detail::Node::kObject); }
  bool isNull() const { return node_ == nullptr; }
  explicit operator bool() const { return node_ != nullptr; }
  size_t size() const { return detail::Size(node_); }
  size_t nesting() const { return detail::Nesting(node_); }
  bool containsKey(const char* key) const { return detail::FindMember(node_, key) != nullptr; }
  bool containsKey(const String& key) const { return containsKey(key.c_str()); }
  JsonObject createNestedObject(const char* key) const { return JsonVariant(node_).createNestedObject(key); }
  JsonObject createNestedObject(const String& key) const { return createNestedObject(key.c_str()); }
  JsonArray createNestedArray(const char* key) const;
  JsonArray createNestedArray(const String& key) const;
  detail::Node* node() const { return node_; }

 private:
  detail::Node* node_;
};

class JsonArray {
 public:
  typedef detail::Children<JsonVariant> iterator;
  JsonArray(detail::Node* node = nullptr) : node_(node) {}
  operator JsonVariant() const { return node_; }
  operator JsonVariantConst() const { return node_; }
  iterator begin() const { return iterator(node_ ? node_->first : nullptr); }
  iterator end() const { return iterator(nullptr); }
  template <typename T, typename std::enable_if<std::is_integral<T>::value, int>::type = 0>
  JsonVariant operator[](T index) const {
    return JsonVariant(node_)[index];
  }
  template <typename T>
  bool add(const T& value) const {
    return JsonVariant(node_).add(value);
  }
  bool add(const char* value) const { return JsonVariant(node_).add(value); }
  template <typename T>
  T add() const {
    return JsonVariant(node_).add<T>();
  }
  bool set(const JsonArray& other) const { return JsonVariant(node_).set(JsonVariantConst(other.node_)); }
  void remove(size_t index) const { detail::Remove(node_, index); }
  void clear() const { detail::Become(node_, detail::Node::kArray); }
  bool isNull() const { return node_ == nullptr; }
  explicit operator bool() const { return node_ != nullptr; }
  size_t size() const { return detail::Size(node_); }
  size_t nesting() const { return detail::Nesting(node_); }
  JsonObject createNestedObject() const { return JsonVariant(node_).createNestedObject(); }
  JsonArray createNestedArray() const { return JsonVariant(node_).createNestedArray(); }
  detail::Node* node() const { return node_; }

 private:
  detail::Node* node_;
};

class JsonObjectConst : public JsonObject {
 public:
  using JsonObject::JsonObject;
  JsonObjectConst(const JsonObject& object) : JsonObject(object) {}
};

class JsonArrayConst : public JsonArray {
 public:
  using JsonArray::JsonArray;
  JsonArrayConst(const JsonArray& array) : JsonArray(array) {}
};

}  // namespace ArduinoJson

#endif
