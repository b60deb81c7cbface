// model.h: the model as a C array. Reading accepts what xxd, converters and people write.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "core/text.h"
#include "model/model_facts.h"

namespace autopilot {
namespace {

struct Token {
  std::string_view text;
  int line = 0;
};

bool IsWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsNumber(std::string_view text) { return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0; }
bool IsName(std::string_view text) { return !text.empty() && IsWordChar(text[0]) && !IsNumber(text); }

/// Words, numbers and single marks; comments, preprocessor lines and quoted texts leave nothing behind
/// but their line ends.
std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  int line = 1;
  bool line_start = true;
  std::size_t i = 0;
  const auto skip_to = [&](std::size_t end) {
    for (; i < end && i < text.size(); ++i) line += text[i] == '\n' ? 1 : 0;
  };
  const auto after = [&](std::string_view mark, std::size_t from) {
    const std::size_t found = text.find(mark, from);
    return found == std::string_view::npos ? text.size() : found + mark.size();
  };
  while (i < text.size()) {
    const char c = text[i];
    if (c == '\n') {
      ++line;
      ++i;
      line_start = true;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++i;
    } else if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
    } else if (text.substr(i, 2) == "/*") {
      skip_to(after("*/", i + 2));
    } else if (c == '#' && line_start) {
      std::size_t end = text.find('\n', i);
      while (end != std::string_view::npos && end > 0 && text[end - 1] == '\\') end = text.find('\n', end + 1);
      skip_to(std::min(end, text.size()));
    } else if (c == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      tokens.push_back({text.substr(i, 1), line});
      skip_to(end + 1);
    } else if (IsWordChar(c)) {
      std::size_t end = i;
      while (end < text.size() && IsWordChar(text[end])) ++end;
      tokens.push_back({text.substr(i, end - i), line});
      i = end;
      line_start = false;
    } else {
      tokens.push_back({text.substr(i, 1), line});
      ++i;
      line_start = false;
    }
  }
  return tokens;
}

std::optional<long> ToInteger(std::string_view text) {
  while (!text.empty() && std::string_view("uUlL").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& where) : tokens_(Tokenize(text)), where_(where) {}

  Result<ModelHeader> Read() {
    while (place_ < tokens_.size()) AUTOPILOT_CHECK(Declaration());
    if (header_.symbol.empty()) {
      return Fail(
          About(1, "no array of bytes in this header", "write it as: const unsigned char model[] = {0x1c, ...};"));
    }
    if (declared_size_ && *declared_size_ != static_cast<long>(header_.bytes.size())) {
      return Fail(About(array_line_,
                        fmt::format("{} is declared with {} bytes and holds {}", header_.symbol, *declared_size_,
                                    header_.bytes.size()),
                        "write the header again from the .tflite file"));
    }
    if (length_ && *length_ != static_cast<long>(header_.bytes.size())) {
      return Fail(About(length_line_,
                        fmt::format("{} is {}, but {} holds {} bytes", header_.length_symbol, *length_, header_.symbol,
                                    header_.bytes.size()),
                        "write the header again from the .tflite file"));
    }
    return std::move(header_);
  }

 private:
  Error About(int line, std::string message, std::string cure = "") const {
    return BadInput(std::move(message), std::move(cure)).At(where_, line);
  }

  std::string_view At(std::size_t index) const {
    return index < tokens_.size() ? tokens_[index].text : std::string_view();
  }

  /// One piece up to ";", or up to the "{" of a namespace or of extern "C".
  Status Declaration() {
    const std::size_t first = place_;
    std::size_t end = first;
    while (end < tokens_.size() && At(end) != ";" && At(end) != "{" && At(end) != "}" && At(end) != "=") ++end;
    const std::string_view stop = At(end);
    place_ = end + 1;
    if (stop != "=") return {};
    std::size_t bracket = first;
    // "[[" opens an attribute, not the array's size.
    while (bracket < end && (At(bracket) != "[" || bracket == first || !IsName(At(bracket - 1)))) ++bracket;
    if (bracket == end) return Scalar(first, end);
    if (At(end + 1) != "{") return {};
    return Array(first, bracket, end);
  }

  /// `const unsigned int model_len = 123;`
  Status Scalar(std::size_t first, std::size_t end) {
    place_ = end + 1;
    const auto value = ToInteger(At(place_));
    if (end == first || !IsName(At(end - 1))) return {};
    const std::string name = Lower(At(end - 1));
    if (name.find("len") == std::string::npos && name.find("size") == std::string::npos) return {};
    const bool of_array = !header_.symbol.empty() && At(place_) == "sizeof";
    while (place_ < tokens_.size() && At(place_) != ";") ++place_;
    if ((!value && !of_array) || !header_.length_symbol.empty()) return {};
    header_.length_symbol = At(end - 1);
    length_ = value;
    length_line_ = tokens_[end - 1].line;
    return {};
  }

  Status Array(std::size_t first, std::size_t bracket, std::size_t equals) {
    static const std::set<std::string_view> kByteTypes = {"char", "uint8_t", "int8_t", "byte", "u8"};
    bool bytes = false;
    bool constant = false;
    bool aligned = false;
    for (std::size_t i = first; i < equals; ++i) {
      bytes = bytes || kByteTypes.contains(At(i));
      constant = constant || At(i) == "const" || At(i) == "constexpr";
      aligned = aligned || Lower(At(i)).find("align") != std::string::npos;
    }
    const std::string name(At(bracket - 1));
    place_ = equals + 2;
    const int line = tokens_[bracket].line;
    if (!bytes || At(bracket - 2) == "*") {
      while (place_ < tokens_.size() && At(place_) != ";") ++place_;
      return {};
    }
    if (!header_.symbol.empty()) {
      return Fail(About(line, fmt::format("a second array of bytes, \"{}\" beside \"{}\"", name, header_.symbol),
                        "keep one model in the header"));
    }
    header_.symbol = name;
    header_.constant = constant;
    header_.aligned = aligned;
    array_line_ = line;
    if (IsNumber(At(bracket + 1))) declared_size_ = ToInteger(At(bracket + 1));
    return Bytes();
  }

  /// The list up to its "}".
  Status Bytes() {
    constexpr const char* kCure = "write the header again from the .tflite file";
    bool wants_value = true;
    for (; place_ < tokens_.size(); ++place_) {
      const Token& token = tokens_[place_];
      if (token.text == "}") {
        if (header_.bytes.empty())
          return Fail(About(token.line, fmt::format("{} holds no bytes", header_.symbol), kCure));
        ++place_;
        return {};
      }
      if (token.text == "," && !wants_value) {
        wants_value = true;
        continue;
      }
      const bool negative = token.text == "-";
      if (negative) ++place_;
      const auto value = ToInteger(At(place_));
      if (!wants_value || !value || !IsNumber(At(place_))) {
        return Fail(About(token.line, fmt::format("\"{}\" is no byte of {}", token.text, header_.symbol), kCure));
      }
      const long byte = negative ? -*value : *value;
      if (byte < -128 || byte > 255) {
        return Fail(About(token.line, fmt::format("{} does not fit a byte of {}", byte, header_.symbol), kCure));
      }
      header_.bytes += static_cast<char>(byte & 0xff);
      wants_value = false;
    }
    const int last = tokens_.empty() ? 1 : tokens_.back().line;
    return Fail(About(last, fmt::format("{} is cut: no closing brace", header_.symbol), kCure));
  }

  std::vector<Token> tokens_;
  const std::string& where_;
  std::size_t place_ = 0;
  ModelHeader header_;
  int array_line_ = 0;
  int length_line_ = 0;
  std::optional<long> declared_size_;
  std::optional<long> length_;
};

/// Where every .tflite file says what it is.
bool IsModel(std::string_view bytes) { return bytes.substr(0, 8).ends_with("TFL3") && bytes.size() > 8; }

/// The numbers of a list that begins at `place`, as bytes; empty if anything else stands in it.
std::string ListedBytes(const std::vector<Token>& tokens, std::size_t place) {
  std::string bytes;
  for (; place < tokens.size() && tokens[place].text != "}"; ++place) {
    if (tokens[place].text == ",") continue;
    const bool negative = tokens[place].text == "-" && place + 1 < tokens.size();
    if (negative) ++place;
    const auto value = IsNumber(tokens[place].text) ? ToInteger(tokens[place].text) : std::nullopt;
    if (!value || *value > 255 || (negative && *value > 128)) return "";
    bytes += static_cast<char>((negative ? -*value : *value) & 0xff);
  }
  return bytes;
}

std::string Guard(std::string symbol) {
  for (char& c : symbol) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return symbol + "_H_";
}

}  // namespace

std::vector<ModelHeader> FindModelArrays(std::string_view text) {
  std::vector<ModelHeader> arrays;
  const std::vector<Token> tokens = Tokenize(text);
  std::size_t begin = 0;  // Of the declaration.
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == ";" || tokens[i].text == "}") begin = i + 1;
    if (tokens[i].text != "=" || tokens[i + 1].text != "{") continue;
    std::size_t bracket = i;
    while (bracket > begin && (tokens[bracket].text != "[" || !IsName(tokens[bracket - 1].text))) --bracket;
    if (bracket == begin) continue;
    ModelHeader array;
    array.bytes = ListedBytes(tokens, i + 2);
    if (!IsModel(array.bytes)) continue;
    array.symbol = tokens[bracket - 1].text;
    for (std::size_t word = begin; word < i; ++word) {
      array.constant = array.constant || tokens[word].text == "const" || tokens[word].text == "constexpr";
      array.aligned = array.aligned || Lower(tokens[word].text).find("align") != std::string::npos;
    }
    arrays.push_back(std::move(array));
  }
  return arrays;
}

Result<ModelHeader> ReadModelHeader(std::string_view text, const std::string& where) {
  return HeaderReader(text, where).Read();
}

std::string RenderModelHeader(std::string_view tflite, const std::string& symbol) {
  const std::string guard = Guard(symbol);
  std::string text = fmt::format(
      "// A TensorFlow Lite model of {0} bytes. Generated; do not edit.\n#ifndef {1}\n#define {1}\n\n"
      "alignas(16) const unsigned char {2}[] = {{",
      tflite.size(), guard, symbol);
  constexpr std::size_t kPerLine = 12;
  for (std::size_t i = 0; i < tflite.size(); ++i) {
    text += i % kPerLine == 0 ? "\n    " : " ";
    text += fmt::format("0x{:02x},", static_cast<unsigned char>(tflite[i]));
  }
  text += fmt::format("\n}};\n\n#endif  // {}\n", guard);
  return text;
}

std::string RenderModelDeclaration(std::size_t bytes, const std::string& symbol) {
  return fmt::format(
      "#ifndef {0}\n#define {0}\nalignas(16) extern const unsigned char {1}[{2}] __asm__(\"autopilot_model\");\n"
      "#endif  // {0}\n",
      Guard(symbol), symbol, bytes);
}

std::string RenderModelOutline(std::size_t bytes, const std::string& symbol) {
  return fmt::format("#ifndef {0}\n#define {0}\nalignas(16) const unsigned char {1}[{2}] = {{0}};\n#endif  // {0}\n",
                     Guard(symbol), symbol, bytes);
}

std::string RenderModelAssembly(std::size_t bytes) {
  return fmt::format(
      ".section .rodata\n.globl autopilot_model, autopilot_model_size\n.balign 16\n.type autopilot_model, @object\n"
      ".size autopilot_model, {0}\nautopilot_model:\n.incbin \"model.tflite\"\n"
      ".balign 4\nautopilot_model_size:\n.long {0}\n.section .note.GNU-stack\n",
      bytes);
}

}  // namespace autopilot
