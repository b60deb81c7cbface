#include "protocol/cpp_text.h"

#include <fmt/format.h>

#include <cstdint>

namespace autopilot {
namespace {

/// One character of UTF-8 text, or one byte that belongs to none.
struct Character {
  std::string_view bytes;
  std::uint32_t code = 0;
  bool valid = false;
};

Character NextCharacter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Character broken{text.substr(0, 1), byte(0), false};
  if (byte(0) < 0x80) return {text.substr(0, 1), byte(0), true};
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < length) return broken;
  std::uint32_t code = byte(0) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return broken;
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[length] || code > 0x10FFFF || surrogate) return broken;
  return {text.substr(0, length), code, true};
}

/// Characters that a reader does not see as they stand: controls, line ends, marks that turn the direction.
bool Unseen(const Character& character) {
  const std::uint32_t code = character.code;
  return !character.valid || code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

/// Three octal digits: a hexadecimal escape would take the digits behind it too.
std::string Octal(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  return text;
}

}  // namespace

std::string CppLiteral(std::string_view text) {
  std::string literal = "\"";
  char before = 0;
  while (!text.empty()) {
    const Character character = NextCharacter(text);
    text.remove_prefix(character.bytes.size());
    const char c = character.bytes.front();
    if (Unseen(character)) {
      literal += c == '\n' ? "\\n" : c == '\t' ? "\\t" : Octal(character.bytes);
    } else {
      const bool trigraph = c == '?' && before == '?';
      if (c == '"' || c == '\\' || trigraph) literal += '\\';
      literal += character.bytes;
    }
    before = c;
  }
  return literal + "\"";
}

std::string CppComment(std::string_view text) {
  std::string comment;
  while (!text.empty()) {
    const Character character = NextCharacter(text);
    text.remove_prefix(character.bytes.size());
    const bool gap = Unseen(character) || character.bytes == " ";
    if (gap) {
      if (!comment.empty() && comment.back() != ' ') comment += ' ';
      continue;
    }
    const char last = comment.empty() ? '\0' : comment.back();
    if ((last == '*' && character.bytes == "/") || (last == '/' && character.bytes == "*")) comment += ' ';
    comment += character.bytes;
  }
  while (!comment.empty() && comment.back() == ' ') comment.pop_back();
  // A backslash at the end of a line, or the trigraph for one, joins the next line to the comment.
  if (comment.ends_with('\\') || comment.ends_with("?\?/")) comment += '.';
  return comment;
}

}  // namespace autopilot
