#include "reply/lenient_json.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace autopilot {
namespace {

using nlohmann::ordered_json;

constexpr int kDeepest = 60;
constexpr std::size_t kMostMembers = 5'000;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<LenientJson> Read() {
    SkipBlanks();
    if (!Peek("{") && !Peek("[")) return std::nullopt;
    LenientJson json;
    if (!ReadValue(json.value, 0)) return std::nullopt;
    json.end = at_;
    json.strict = strict_;
    return json;
  }

 private:
  bool Peek(std::string_view token) const { return text_.substr(at_, token.size()) == token; }

  bool Take(std::string_view token) {
    if (!Peek(token)) return false;
    at_ += token.size();
    return true;
  }

  void SkipTo(std::string_view end) {
    strict_ = false;
    const auto found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r') {
        ++at_;
      } else if (Peek("//") || Peek("#")) {
        SkipTo("\n");
      } else if (Peek("/*")) {
        SkipTo("*/");
      } else {
        return;
      }
    }
  }

  bool ReadValue(ordered_json& value, int depth) {
    if (depth > kDeepest || at_ >= text_.size()) return false;
    if (Take("{")) return ReadObject(value, depth);
    if (Take("[")) return ReadArray(value, depth);
    std::string text;
    if (ReadText(text)) {
      value = std::move(text);
      return true;
    }
    return ReadWord(value);
  }

  bool ReadObject(ordered_json& value, int depth) {
    value = ordered_json::object();
    for (SkipBlanks(); !Take("}"); SkipBlanks()) {
      std::string key;
      if (!ReadText(key)) return false;
      SkipBlanks();
      if (!Take(":")) return false;
      SkipBlanks();
      ordered_json inner;
      if (!ReadValue(inner, depth + 1)) return false;
      if (value.size() > kMostMembers) return false;
      value[key] = std::move(inner);
      if (!ReadComma("}")) return false;
    }
    return true;
  }

  bool ReadArray(ordered_json& value, int depth) {
    value = ordered_json::array();
    for (SkipBlanks(); !Take("]"); SkipBlanks()) {
      ordered_json inner;
      if (!ReadValue(inner, depth + 1)) return false;
      value.push_back(std::move(inner));
      if (!ReadComma("]")) return false;
    }
    return true;
  }

  /// A comma, which may also stand at the end, or the end itself.
  bool ReadComma(std::string_view end) {
    SkipBlanks();
    if (!Take(",")) return Peek(end);
    SkipBlanks();
    if (Peek(end)) strict_ = false;
    return true;
  }

  bool ReadText(std::string& text) {
    for (const std::string_view quote : {"\"\"\"", "'''"}) {
      if (Peek(quote)) return ReadTriple(quote, text);
    }
    if (Take("\"")) return ReadTo("\"", "\"", text);
    strict_ = strict_ && !Peek("'") && !Peek("\u201c") && !Peek("\u2018");
    if (Take("'")) return ReadTo("'", "'", text);
    if (Take("\u201c")) return ReadTo("\u201d", "\u201c", text);
    return Take("\u2018") && ReadTo("\u2019", "\u2018", text);
  }

  bool ReadTriple(std::string_view quote, std::string& text) {
    strict_ = false;
    at_ += quote.size();
    const auto end = text_.find(quote, at_);
    if (end == std::string_view::npos) return false;
    text = text_.substr(at_, end - at_);
    at_ = end + quote.size();
    return true;
  }

  bool ReadTo(std::string_view close, std::string_view other, std::string& text) {
    while (at_ < text_.size()) {
      if (Take(close) || Take(other)) return true;
      const char c = text_[at_++];
      if (c == '\n') strict_ = false;
      if (c != '\\') {
        text += c;
      } else if (!ReadEscape(text)) {
        return false;
      }
    }
    return false;
  }

  bool ReadEscape(std::string& text) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    constexpr std::string_view kNames = "nrtbf";
    constexpr std::string_view kMeanings = "\n\r\t\b\f";
    if (const auto found = kNames.find(c); found != std::string_view::npos) {
      text += kMeanings[found];
    } else if (c == 'u') {
      return ReadCodePoint(text);
    } else if (c == '"' || c == '\'' || c == '\\' || c == '/') {
      text += c;
    } else if (c != '\n') {  // An unknown escape stays as it is; a line that is continued goes on.
      strict_ = false;
      text += '\\';
      text += c;
    }
    return true;
  }

  bool ReadHex(unsigned& code) {
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    at_ += digits.size();
    return error == std::errc() && digits.size() == 4 && end == digits.data() + 4;
  }

  bool ReadCodePoint(std::string& text) {
    unsigned code = 0;
    if (!ReadHex(code)) return false;
    unsigned low = 0;
    if (code >= 0xd800 && code < 0xdc00 && Take("\\u") && ReadHex(low)) {
      code = 0x10000 + ((code - 0xd800) << 10U) + ((low - 0xdc00) & 0x3ffU);
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;  // Half of a pair.
    const auto add = [&](unsigned bits) { text += static_cast<char>(bits); };
    if (code < 0x80) {
      add(code);
    } else if (code < 0x800) {
      add(0xc0U | (code >> 6U));
      add(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
      add(0xe0U | (code >> 12U));
      add(0x80U | ((code >> 6U) & 0x3fU));
      add(0x80U | (code & 0x3fU));
    } else {
      add(0xf0U | (code >> 18U));
      add(0x80U | ((code >> 12U) & 0x3fU));
      add(0x80U | ((code >> 6U) & 0x3fU));
      add(0x80U | (code & 0x3fU));
    }
    return true;
  }

  /// A number, a truth value, or nothing at all.
  bool ReadWord(ordered_json& value) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && at_ - begin < 64 &&
           std::string_view(",:]}{[\"' \t\r\n#/").find(text_[at_]) == std::string_view::npos)
      ++at_;
    const std::string word(text_.substr(begin, at_ - begin));
    if (word == "None" || word == "True" || word == "False") strict_ = false;
    if (word == "null" || word == "None") {
      value = nullptr;
    } else if (word == "true" || word == "True") {
      value = true;
    } else if (word == "false" || word == "False") {
      value = false;
    } else {
      double number = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
      if (error != std::errc() || end != word.data() + word.size() || word.empty()) return false;
      value = number;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool strict_ = true;
};

}  // namespace

std::optional<LenientJson> ReadLenientJson(std::string_view text) { return Reader(text).Read(); }

std::optional<LenientJson> ReadWholeJson(std::string_view text) {
  std::optional<LenientJson> json = ReadLenientJson(text);
  if (!json) return std::nullopt;
  std::string_view rest = text.substr(json->end);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n;"), rest.size()));
  // Whatever else follows has to be a comment of one line.
  const bool remark = rest.starts_with("//") || rest.starts_with("#");
  if (!rest.empty() && (!remark || rest.find('\n') != std::string_view::npos)) return std::nullopt;
  return json;
}

}  // namespace autopilot
