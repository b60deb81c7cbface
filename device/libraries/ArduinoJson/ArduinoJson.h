#ifndef AUTOPILOT_DEVICE_ARDUINO_JSON_H
#define AUTOPILOT_DEVICE_ARDUINO_JSON_H

// Own declaration of what sketches use of ArduinoJson 7 (and of 6, where 7 still has it): documents, objects, arrays,
// variants, JSON in and out. Custom converters, filters, allocators and MessagePack are not here; a sketch that needs
// them cannot be judged (profiles/arduino-libraries.toml, unmodelled).

#include <Arduino.h>

#include "ArduinoJson/document.h"

#define ARDUINOJSON_VERSION "7.2.0"
#define ARDUINOJSON_VERSION_MAJOR 7
#define ARDUINOJSON_VERSION_MINOR 2
#define ARDUINOJSON_VERSION_REVISION 0

#define JSON_STRING_SIZE(SIZE) (SIZE + 1)
#define JSON_ARRAY_SIZE(N) ((N)*16)
#define JSON_OBJECT_SIZE(N) ((N)*16)

namespace ArduinoJson {

class DeserializationError {
 public:
  enum Code { Ok, EmptyInput, IncompleteInput, InvalidInput, NoMemory, TooDeep };
  DeserializationError(Code code = Ok) : code_(code) {}
  friend bool operator==(const DeserializationError& a, const DeserializationError& b) { return a.code_ == b.code_; }
  friend bool operator!=(const DeserializationError& a, const DeserializationError& b) { return a.code_ != b.code_; }
  explicit operator bool() const { return code_ != Ok; }
  Code code() const { return code_; }
  const char* c_str() const;
  const __FlashStringHelper* f_str() const { return reinterpret_cast<const __FlashStringHelper*>(c_str()); }

 private:
  Code code_;
};

DeserializationError deserializeJson(JsonDocument& doc, const char* input, size_t length);
DeserializationError deserializeJson(JsonDocument& doc, Stream& input);
inline DeserializationError deserializeJson(JsonDocument& doc, const char* input) {
  return input == nullptr ? DeserializationError(DeserializationError::EmptyInput)
                          : deserializeJson(doc, input, strlen(input));
}
inline DeserializationError deserializeJson(JsonDocument& doc, char* input) {
  return deserializeJson(doc, static_cast<const char*>(input));
}
inline DeserializationError deserializeJson(JsonDocument& doc, const uint8_t* input, size_t length) {
  return deserializeJson(doc, reinterpret_cast<const char*>(input), length);
}
inline DeserializationError deserializeJson(JsonDocument& doc, const String& input) {
  return deserializeJson(doc, input.c_str(), input.length());
}
inline DeserializationError deserializeJson(JsonDocument& doc, const __FlashStringHelper* input) {
  return deserializeJson(doc, reinterpret_cast<const char*>(input));
}

size_t serializeJson(JsonVariantConst source, Print& destination);
size_t serializeJson(JsonVariantConst source, String& destination);
size_t serializeJson(JsonVariantConst source, void* buffer, size_t size);
size_t serializeJsonPretty(JsonVariantConst source, Print& destination);
size_t serializeJsonPretty(JsonVariantConst source, String& destination);
size_t serializeJsonPretty(JsonVariantConst source, void* buffer, size_t size);
template <size_t N>
size_t serializeJson(JsonVariantConst source, char (&buffer)[N]) {
  return serializeJson(source, buffer, N);
}
template <size_t N>
size_t serializeJsonPretty(JsonVariantConst source, char (&buffer)[N]) {
  return serializeJsonPretty(source, buffer, N);
}
size_t measureJson(JsonVariantConst source);
size_t measureJsonPretty(JsonVariantConst source);

}  // namespace ArduinoJson

using namespace ArduinoJson;

#endif
