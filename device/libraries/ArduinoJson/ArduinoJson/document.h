#ifndef AUTOPILOT_DEVICE_ARDUINO_JSON_DOCUMENT_H
#define AUTOPILOT_DEVICE_ARDUINO_JSON_DOCUMENT_H

#include "containers.h"

namespace ArduinoJson {

class JsonDocument {
 public:
  JsonDocument() : root_(new detail::Node) {}
  JsonDocument(const JsonDocument& other) : JsonDocument() { set(other); }
  JsonDocument(JsonVariantConst value) : JsonDocument() { detail::Copy(root_, value.node()); }
  ~JsonDocument() { delete root_; }

  JsonDocument& operator=(const JsonDocument& other) {
    set(other);
    return *this;
  }
  template <typename T>
  JsonDocument& operator=(const T& value) {
    set(value);
    return *this;
  }

  template <typename T>
  T as() const {
    return Reader<T>::as(root_);
  }
  template <typename T>
  bool is() const {
    return Reader<T>::is(root_);
  }
  template <typename T>
  T to() {
    return JsonVariant(root_).to<T>();
  }
  template <typename T>
  bool set(const T& value) {
    return JsonVariant(root_).set(value);
  }
  bool set(const JsonDocument& other) {
    if (&other != this) detail::Copy(root_, other.root_);
    return true;
  }
  template <typename T>
  bool add(const T& value) {
    return JsonVariant(root_).add(value);
  }
  bool add(const char* value) { return JsonVariant(root_).add(value); }
  template <typename T>
  T add() {
    return JsonVariant(root_).add<T>();
  }
  template <typename T>
  void remove(T key) {
    JsonVariant(root_).remove(key);
  }
  void clear() { detail::Become(root_, detail::Node::kNull); }
  bool isNull() const { return JsonVariantConst(root_).isNull(); }
  bool overflowed() const { return false; }
  size_t size() const { return detail::Size(root_); }
  size_t nesting() const { return detail::Nesting(root_); }
  void shrinkToFit() {}
  size_t memoryUsage() const { return 0; }
  bool containsKey(const char* key) const { return detail::FindMember(root_, key) != nullptr; }
  bool containsKey(const String& key) const { return containsKey(key.c_str()); }
  JsonObject createNestedObject() { return JsonVariant(root_).createNestedObject(); }
  JsonArray createNestedArray() { return JsonVariant(root_).createNestedArray(); }
  JsonObject createNestedObject(const char* key) { return JsonVariant(root_).createNestedObject(key); }
  JsonArray createNestedArray(const char* key) { return JsonVariant(root_).createNestedArray(key); }
  JsonObject createNestedObject(const String& key) { return createNestedObject(key.c_str()); }
  JsonArray createNestedArray(const String& key) { return createNestedArray(key.c_str()); }

  template <typename T>
  JsonVariant operator[](const T& key) {
    return JsonVariant(root_)[key];
  }
  JsonVariant operator[](const char* key) { return JsonVariant(root_)[key]; }
  template <typename T>
  JsonVariantConst operator[](const T& key) const {
    return JsonVariantConst(root_)[key];
  }
  JsonVariantConst operator[](const char* key) const { return JsonVariantConst(root_)[key]; }
  operator JsonVariant() { return root_; }
  operator JsonVariantConst() const { return root_; }
  detail::Node* node() const { return root_; }

 private:
  detail::Node* root_;
};

/// Names of version 6; sizes no longer matter.
template <size_t N>
class StaticJsonDocument : public JsonDocument {
 public:
  using JsonDocument::JsonDocument;
  using JsonDocument::operator=;
  size_t capacity() const { return N; }
};

class DynamicJsonDocument : public JsonDocument {
 public:
  explicit DynamicJsonDocument(size_t capacity) : capacity_(capacity) {}
  using JsonDocument::operator=;
  size_t capacity() const { return capacity_; }

 private:
  size_t capacity_;
};

// What waited for every class to be complete.

inline bool JsonVariant::set(const JsonObject& value) const { return set(JsonVariantConst(value.node())); }
inline bool JsonVariant::set(const JsonArray& value) const { return set(JsonVariantConst(value.node())); }
inline bool JsonVariant::set(const JsonDocument& value) const { return set(JsonVariantConst(value.node())); }

namespace detail {

template <typename T>
struct Container;
template <>
struct Container<JsonObject> {
  static constexpr Node::Type type = Node::kObject;
};
template <>
struct Container<JsonArray> {
  static constexpr Node::Type type = Node::kArray;
};
template <>
struct Container<JsonVariant> {
  static constexpr Node::Type type = Node::kNull;
};

}  // namespace detail

template <typename T>
T JsonVariant::to() const {
  if (node_ == nullptr) return T();
  detail::Become(node_, detail::Container<T>::type);
  return T(node_);
}
template <typename T>
T JsonVariant::add() const {
  return node_ ? JsonVariant(detail::Append(node_)).to<T>() : T();
}
inline JsonObject JsonVariant::createNestedObject() const { return add<JsonObject>(); }
inline JsonArray JsonVariant::createNestedArray() const { return add<JsonArray>(); }
inline JsonObject JsonVariant::createNestedObject(const char* key) const { return (*this)[key].to<JsonObject>(); }
inline JsonArray JsonVariant::createNestedArray(const char* key) const { return (*this)[key].to<JsonArray>(); }
inline JsonObject JsonVariant::createNestedObject(const String& key) const { return createNestedObject(key.c_str()); }
inline JsonArray JsonVariant::createNestedArray(const String& key) const { return createNestedArray(key.c_str()); }
inline JsonArray JsonObject::createNestedArray(const char* key) const {
  return JsonVariant(node_).createNestedArray(key);
}
inline JsonArray JsonObject::createNestedArray(const String& key) const { return createNestedArray(key.c_str()); }

template <typename T>
struct Reader<T, typename std::enable_if<std::is_integral<T>::value || std::is_enum<T>::value>::type> {
  static T as(const detail::Node* node) { return static_cast<T>(detail::AsInteger(node)); }
  static bool is(const detail::Node* node) {
    return node && (node->type == detail::Node::kInteger || node->type == detail::Node::kUnsigned);
  }
};
template <typename T>
struct Reader<T, typename std::enable_if<std::is_floating_point<T>::value>::type> {
  static T as(const detail::Node* node) { return static_cast<T>(detail::AsReal(node)); }
  static bool is(const detail::Node* node) {
    return node && node->type >= detail::Node::kInteger && node->type <= detail::Node::kFloat;
  }
};
template <>
struct Reader<bool> {
  static bool as(const detail::Node* node) { return detail::AsBoolean(node); }
  static bool is(const detail::Node* node) { return node && node->type == detail::Node::kBoolean; }
};
template <>
struct Reader<const char*> {
  static const char* as(const detail::Node* node) { return detail::AsText(node); }
  static bool is(const detail::Node* node) { return detail::AsText(node) != nullptr; }
};
template <>
struct Reader<JsonString> {
  static JsonString as(const detail::Node* node) { return JsonString(detail::AsText(node)); }
  static bool is(const detail::Node* node) { return detail::AsText(node) != nullptr; }
};
template <>
struct Reader<String> {
  static String as(const detail::Node* node) {
    const char* text = detail::AsText(node);
    return text != nullptr ? String(text) : detail::ToText(node, false);
  }
  static bool is(const detail::Node* node) { return detail::AsText(node) != nullptr; }
};
template <>
struct Reader<JsonVariant> {
  static JsonVariant as(const detail::Node* node) { return const_cast<detail::Node*>(node); }
  static bool is(const detail::Node* node) { return node != nullptr; }
};
template <>
struct Reader<JsonVariantConst> {
  static JsonVariantConst as(const detail::Node* node) { return node; }
  static bool is(const detail::Node* node) { return node != nullptr; }
};
template <typename T>
struct Reader<T, typename std::enable_if<std::is_base_of<JsonObject, T>::value>::type> {
  static bool is(const detail::Node* node) { return node && node->type == detail::Node::kObject; }
  static T as(const detail::Node* node) { return T(is(node) ? const_cast<detail::Node*>(node) : nullptr); }
};
template <typename T>
struct Reader<T, typename std::enable_if<std::is_base_of<JsonArray, T>::value>::type> {
  static bool is(const detail::Node* node) { return node && node->type == detail::Node::kArray; }
  static T as(const detail::Node* node) { return T(is(node) ? const_cast<detail::Node*>(node) : nullptr); }
};

}  // namespace ArduinoJson

#endif
