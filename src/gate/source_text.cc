#include "gate/source_text.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace autopilot {
namespace {

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool IsBlank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}

/// Just past the last character before `at` that is no blank.
std::size_t SkipBack(std::string_view text, std::size_t at) {
  while (at > 0 && IsBlank(text[at - 1])) --at;
  return at;
}

/// Index just past the literal that begins at `begin` with the quote found there.
std::size_t EndOfLiteral(std::string_view source, std::size_t begin) {
  const char quote = source[begin];
  for (std::size_t i = begin + 1; i < source.size(); ++i) {
    if (source[i] == '\\') {
      ++i;
    } else if (source[i] == quote || source[i] == '\n') {
      return i + 1;
    }
  }
  return source.size();
}

void Blank(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end && i < text.size(); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

}  // namespace

std::string BlankComments(std::string_view source, bool literals_too) {
  std::string text(source);
  for (std::size_t i = 0; i < source.size();) {
    if (source.substr(i, 2) == "//") {
      std::size_t end = source.find('\n', i);
      if (end == std::string_view::npos) end = source.size();
      Blank(text, i, end);
      i = end;
    } else if (source.substr(i, 2) == "/*") {
      std::size_t end = source.find("*/", i + 2);
      end = end == std::string_view::npos ? source.size() : end + 2;
      Blank(text, i, end);
      i = end;
    } else if (source[i] == '"' ||
               (source[i] == '\'' && !(i > 0 && std::isdigit(static_cast<unsigned char>(source[i - 1])) != 0))) {
      const std::size_t end = EndOfLiteral(source, i);
      if (literals_too && end > i + 2) Blank(text, i + 1, end - 1);
      i = end;
    } else {
      ++i;
    }
  }
  return text;
}

bool HasWord(std::string_view source, std::string_view word) {
  for (std::size_t at = source.find(word); at != std::string_view::npos; at = source.find(word, at + 1)) {
    const bool starts = at == 0 || !IsWordCharacter(source[at - 1]);
    const std::size_t end = at + word.size();
    if (starts && (end == source.size() || !IsWordCharacter(source[end]))) return true;
  }
  return false;
}

int FindVoidFunction(std::string_view blanked, std::string_view name) {
  for (std::size_t at = blanked.find(name); at != std::string_view::npos; at = blanked.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (at == 0 || !IsBlank(blanked[at - 1]) || (end < blanked.size() && IsWordCharacter(blanked[end]))) continue;
    const std::size_t type = SkipBack(blanked, at);
    const std::string_view before = blanked.substr(0, type);
    if (!before.ends_with("void") || (before.size() > 4 && IsWordCharacter(before[before.size() - 5]))) continue;
    std::size_t next = SkipBlanks(blanked, end);
    if (next == blanked.size() || blanked[next] != '(') continue;
    next = blanked.find_first_of("()", next + 1);
    if (next == std::string_view::npos || blanked[next] != ')') continue;
    next = SkipBlanks(blanked, next + 1);
    if (next < blanked.size() && blanked[next] == '{') {
      return 1 +
             static_cast<int>(std::count(blanked.begin(), blanked.begin() + static_cast<std::ptrdiff_t>(type), '\n'));
    }
  }
  return 0;
}

std::string LineOf(std::string_view source, int number) {
  for (int line = 1; line < number; ++line) {
    const auto end = source.find('\n');
    if (end == std::string_view::npos) return "";
    source.remove_prefix(end + 1);
  }
  return std::string(source.substr(0, source.find('\n')));
}

}  // namespace autopilot
