/// JSON text from trees, and trees from it.

#include <ArduinoJson.h>

#include <cmath>
#include <cstdio>

#include "board.h"
#include "costs.h"

namespace ArduinoJson {
namespace {

using detail::Node;

constexpr int kDeepest = 10;  // The library's default limit of nesting.

/// Collects text; counts what does not fit.
class Sink : public Print {
 public:
  explicit Sink(char* buffer = nullptr, size_t size = 0) : buffer_(buffer), size_(size) {}
  size_t write(uint8_t c) override {
    if (written_ + 1 < size_) buffer_[written_] = static_cast<char>(c);
    ++written_;
    return 1;
  }
  using Print::write;
  size_t written() const { return written_; }

 private:
  char* buffer_;
  size_t size_;
  size_t written_ = 0;
};

size_t WriteText(const char* text, Print& out) {
  size_t n = out.write('"');
  for (const char* c = text; *c != '\0'; ++c) {
    const char* escaped = *c == '"'    ? "\\\""
                          : *c == '\\' ? "\\\\"
                          : *c == '\n' ? "\\n"
                          : *c == '\r' ? "\\r"
                          : *c == '\t' ? "\\t"
                          : *c == '\b' ? "\\b"
                          : *c == '\f' ? "\\f"
                                       : nullptr;
    n += escaped != nullptr ? out.write(escaped) : out.write(static_cast<uint8_t>(*c));
  }
  return n + out.write('"');
}

/// As many decimals as the type holds, less trailing zeros; an exponent for the very large and small.
size_t WriteReal(double value, bool single, Print& out) {
  if (!std::isfinite(value)) return out.write("null");
  char text[48];
  const double size = std::fabs(value);
  int exponent = 0;
  if (size != 0 && (size >= 1e7 || size <= 1e-5)) {
    exponent = static_cast<int>(std::floor(std::log10(size)));
    value /= std::pow(10.0, exponent);
  }
  int length = std::snprintf(text, sizeof text, "%.*f", single ? 6 : 9, value);
  while (length > 1 && text[length - 1] == '0') --length;
  if (text[length - 1] == '.') --length;
  text[length] = '\0';
  size_t n = out.write(text);
  if (exponent == 0) return n;
  std::snprintf(text, sizeof text, "e%d", exponent);
  return n + out.write(text);
}

size_t NewLine(int level, bool pretty, Print& out) {
  if (!pretty) return 0;
  size_t n = out.write("\r\n");
  for (int i = 0; i < level; ++i) n += out.write("  ");
  return n;
}

size_t WriteNode(Node* node, Print& out, bool pretty, int level) {
  char text[24];
  switch (node->type) {
    case Node::kBoolean:
      return out.write(node->integer != 0 ? "true" : "false");
    case Node::kInteger:
      std::snprintf(text, sizeof text, "%lld", node->integer);
      return out.write(text);
    case Node::kUnsigned:
      std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(node->integer));
      return out.write(text);
    case Node::kFloat:
      return WriteReal(node->real, node->single, out);
    case Node::kString:
      return WriteText(node->text.c_str(), out);
    case Node::kObject:
    case Node::kArray:
      break;
    default:
      return out.write("null");
  }
  const bool object = node->type == Node::kObject;
  size_t n = out.write(object ? '{' : '[');
  Node* child = detail::NextVisible(node->first);
  const bool empty = child == nullptr;
  while (child != nullptr) {
    n += NewLine(level + 1, pretty, out);
    if (object) n += WriteText(child->key.c_str(), out) + out.write(pretty ? ": " : ":");
    n += WriteNode(child, out, pretty, level + 1);
    child = detail::NextVisible(child->next);
    if (child != nullptr) n += out.write(',');
  }
  if (!empty) n += NewLine(level, pretty, out);
  return n + out.write(object ? '}' : ']');
}

/// Where the characters come from.
class Source {
 public:
  Source(const char* text, size_t length) : text_(text), length_(length) {}
  explicit Source(Stream& stream) : stream_(&stream) {}
  /// The next character without taking it; -1 at the end.
  int Peek() {
    if (stream_ == nullptr) return at_ < length_ && text_[at_] != '\0' ? static_cast<unsigned char>(text_[at_]) : -1;
    const unsigned long start = millis();
    while (stream_->available() <= 0) {
      if (millis() - start >= stream_->getTimeout()) return -1;
    }
    return stream_->peek();
  }
  int Take() {
    const int c = Peek();
    if (c < 0) return c;
    if (stream_ != nullptr) return stream_->read();
    ++at_;
    return c;
  }

 private:
  const char* text_ = nullptr;
  size_t length_ = 0;
  size_t at_ = 0;
  Stream* stream_ = nullptr;
};

class Parser {
 public:
  explicit Parser(Source& source) : source_(source) {}

  DeserializationError Parse(Node* node) {
    if (Blank() < 0) return DeserializationError::EmptyInput;
    return Value(node, 0);
  }

 private:
  typedef DeserializationError::Code Code;

  int Blank() {
    int c = source_.Peek();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      source_.Take();
      c = source_.Peek();
    }
    return c;
  }

  static Code Wrong(int c) {
    return c < 0 ? DeserializationError::IncompleteInput : DeserializationError::InvalidInput;
  }

  Code Value(Node* node, int depth) {
    const int c = Blank();
    if (c == '{' || c == '[') {
      if (depth >= kDeepest) return DeserializationError::TooDeep;
      return c == '{' ? Object(node, depth) : Array(node, depth);
    }
    if (c == '"' || c == '\'') {
      String text;
      const Code code = Text(text);
      if (code == DeserializationError::Ok) detail::SetText(node, text.c_str());
      return code;
    }
    if (c < 0) return DeserializationError::IncompleteInput;
    return Word(node);
  }

  Code Object(Node* node, int depth) {
    source_.Take();
    detail::Become(node, Node::kObject);
    if (Blank() == '}') return source_.Take(), DeserializationError::Ok;
    while (true) {
      String key;
      const int c = Blank();
      if (c != '"' && c != '\'') return Wrong(c);
      Code code = Text(key);
      if (code != DeserializationError::Ok) return code;
      if (Blank() != ':') return Wrong(source_.Peek());
      source_.Take();
      code = Value(detail::Member(node, key.c_str()), depth + 1);
      if (code != DeserializationError::Ok) return code;
      const int after = Blank();
      if (after != ',' && after != '}') return Wrong(after);
      source_.Take();
      if (after == '}') return DeserializationError::Ok;
    }
  }

  Code Array(Node* node, int depth) {
    source_.Take();
    detail::Become(node, Node::kArray);
    if (Blank() == ']') return source_.Take(), DeserializationError::Ok;
    while (true) {
      const Code code = Value(detail::Append(node), depth + 1);
      if (code != DeserializationError::Ok) return code;
      const int after = Blank();
      if (after != ',' && after != ']') return Wrong(after);
      source_.Take();
      if (after == ']') return DeserializationError::Ok;
    }
  }

  Code Text(String& text) {
    const int quote = source_.Take();
    while (true) {
      int c = source_.Take();
      if (c < 0) return DeserializationError::IncompleteInput;
      if (c == quote) return DeserializationError::Ok;
      if (c == '\\') {
        c = source_.Take();
        if (c == 'u') {
          if (!Unicode(text)) return DeserializationError::InvalidInput;
          continue;
        }
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
        if (c < 0) return DeserializationError::IncompleteInput;
      }
      text += static_cast<char>(c);
    }
  }

  bool Unicode(String& text) {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i) {
      const int c = source_.Take();
      if (!isxdigit(c)) return false;
      code = code * 16 + static_cast<unsigned>(isdigit(c) ? c - '0' : (c | 32) - 'a' + 10);
    }
    if (code >= 0x800) {
      text += static_cast<char>(0xE0 | code >> 12);
      text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    } else if (code >= 0x80) {
      text += static_cast<char>(0xC0 | code >> 6);
    }
    text += static_cast<char>(code < 0x80 ? code : 0x80 | (code & 0x3F));
    return true;
  }

  Code Word(Node* node) {
    String word;
    for (int c = source_.Peek(); c > 0 && (isalnum(c) || strchr("+-.", c) != nullptr); c = source_.Peek()) {
      word += static_cast<char>(source_.Take());
    }
    if (word == "true" || word == "false") return detail::SetBoolean(node, word == "true"), DeserializationError::Ok;
    if (word == "null") return detail::Become(node, Node::kNull), DeserializationError::Ok;
    if (word.length() == 0) return DeserializationError::InvalidInput;
    char* end = nullptr;
    const double real = strtod(word.c_str(), &end);
    if (*end != '\0' || isalpha(word[0])) {
      const bool cut = source_.Peek() < 0 && (String("true").startsWith(word) || String("false").startsWith(word) ||
                                              String("null").startsWith(word));
      return cut ? DeserializationError::IncompleteInput : DeserializationError::InvalidInput;
    }
    if (word.indexOf('.') >= 0 || word.indexOf('e') >= 0 || word.indexOf('E') >= 0) {
      detail::SetReal(node, real, false);
    } else {
      detail::SetInteger(node, strtoll(word.c_str(), nullptr, 10));
    }
    return DeserializationError::Ok;
  }

  Source& source_;
};

DeserializationError Deserialize(JsonDocument& doc, Source& source) {
  using autopilot::device::Board;
  Board::Get().Spend(autopilot::device::Costs::kPrint);
  detail::Become(doc.node(), Node::kNull);
  return Parser(source).Parse(doc.node());
}

size_t Serialize(JsonVariantConst source, Print& out, bool pretty) {
  return source.node() != nullptr ? detail::Write(source.node(), out, pretty) : out.write("null");
}

size_t Serialize(JsonVariantConst source, void* buffer, size_t size, bool pretty) {
  Sink sink(static_cast<char*>(buffer), size);
  Serialize(source, sink, pretty);
  const size_t length = sink.written() < size ? sink.written() : size > 0 ? size - 1 : 0;
  if (size > 0) static_cast<char*>(buffer)[length] = '\0';
  return length;
}

}  // namespace

namespace detail {

size_t Write(const Node* node, Print& out, bool pretty) { return WriteNode(const_cast<Node*>(node), out, pretty, 0); }

String ToText(const Node* node, bool pretty) {
  if (node == nullptr) return String("null");
  Sink count;
  Write(node, count, pretty);
  String text;
  text.reserve(static_cast<unsigned int>(count.written()));
  char* buffer = static_cast<char*>(malloc(count.written() + 1));
  Sink sink(buffer, count.written() + 1);
  Write(node, sink, pretty);
  text.concat(buffer, static_cast<unsigned int>(count.written()));
  free(buffer);
  return text;
}

}  // namespace detail

const char* DeserializationError::c_str() const {
  static const char* const kNames[] = {"Ok", "EmptyInput", "IncompleteInput", "InvalidInput", "NoMemory", "TooDeep"};
  return kNames[code_];
}

DeserializationError deserializeJson(JsonDocument& doc, const char* input, size_t length) {
  Source source(input, length);
  return Deserialize(doc, source);
}

DeserializationError deserializeJson(JsonDocument& doc, Stream& input) {
  Source source(input);
  return Deserialize(doc, source);
}

size_t serializeJson(JsonVariantConst source, Print& destination) { return Serialize(source, destination, false); }
size_t serializeJsonPretty(JsonVariantConst source, Print& destination) { return Serialize(source, destination, true); }
size_t serializeJson(JsonVariantConst source, void* buffer, size_t size) {
  return Serialize(source, buffer, size, false);
}
size_t serializeJsonPretty(JsonVariantConst source, void* buffer, size_t size) {
  return Serialize(source, buffer, size, true);
}
size_t serializeJson(JsonVariantConst source, String& destination) {
  destination = detail::ToText(source.node(), false);
  return destination.length();
}
size_t serializeJsonPretty(JsonVariantConst source, String& destination) {
  destination = detail::ToText(source.node(), true);
  return destination.length();
}
size_t measureJson(JsonVariantConst source) { return detail::ToText(source.node(), false).length(); }
size_t measureJsonPretty(JsonVariantConst source) { return detail::ToText(source.node(), true).length(); }

}  // namespace ArduinoJson
