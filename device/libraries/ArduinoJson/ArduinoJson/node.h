#ifndef AUTOPILOT_DEVICE_ARDUINO_JSON_NODE_H
#define AUTOPILOT_DEVICE_ARDUINO_JSON_NODE_H

#include <Arduino.h>

#include <type_traits>

namespace ArduinoJson {

class JsonArray;
class JsonArrayConst;
class JsonObject;
class JsonObjectConst;
class JsonVariant;
class JsonVariantConst;
class JsonDocument;

namespace detail {

/// One value of a document's tree. Looking up what is not there makes an undefined node, which nobody sees until it is
/// given a value; that is how doc["a"]["b"] = 1 makes both.
struct Node {
  enum Type { kUndefined, kNull, kBoolean, kInteger, kUnsigned, kFloat, kString, kObject, kArray };
  Type type = kUndefined;
  bool single = false;  ///< A real number that was a float.
  Node* parent = nullptr;
  Node* first = nullptr;
  Node* next = nullptr;
  String key;
  String text;
  union {
    long long integer;
    double real;
  };
  Node() : integer(0) {}
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
};

void Become(Node* node, Node::Type type);  ///< Drops what was there, and defines the ancestors.
void SetBoolean(Node* node, bool value);
void SetInteger(Node* node, long long value);
void SetUnsigned(Node* node, unsigned long long value);
void SetReal(Node* node, double value, bool single);
void SetText(Node* node, const char* text);  ///< Null makes it null.
void Copy(Node* to, const Node* from);
Node* Member(Node* node, const char* key);  ///< Found or made, undefined.
Node* Element(Node* node, size_t index);
Node* Append(Node* node);
const Node* FindMember(const Node* node, const char* key);
const Node* FindElement(const Node* node, size_t index);
Node* NextVisible(Node* node);  ///< `node` itself or the first after it that has a value.
size_t Size(const Node* node);
size_t Nesting(const Node* node);
void Remove(Node* node, const char* key);
void Remove(Node* node, size_t index);
bool AsBoolean(const Node* node);
long long AsInteger(const Node* node);
double AsReal(const Node* node);
const char* AsText(const Node* node);  ///< Null unless it is a string.
bool Same(const Node* a, const Node* b);
size_t Write(const Node* node, Print& out, bool pretty);
String ToText(const Node* node, bool pretty);

template <typename T>
using IfNumber = typename std::enable_if<std::is_arithmetic<T>::value || std::is_enum<T>::value, int>::type;

}  // namespace detail

}  // namespace ArduinoJson

#endif
