#include "reply/scan.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace autopilot {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// One past the end of the literal that begins at `begin` with a quote.
std::size_t EndOfLiteral(std::string_view code, std::size_t begin, Language language) {
  const char quote = code[begin];
  const std::string triple(3, quote);
  if (language == Language::kPython && code.substr(begin, 3) == triple) {
    const auto end = code.find(triple, begin + 3);
    return end == std::string_view::npos ? code.size() : end + 3;
  }
  if (language == Language::kCpp && quote == '"' && begin > 0 && code[begin - 1] == 'R') {
    const auto open = code.find('(', begin);
    if (open != std::string_view::npos && open - begin <= 17) {
      const std::string close = ")" + std::string(code.substr(begin + 1, open - begin - 1)) + "\"";
      const auto end = code.find(close, open);
      return end == std::string_view::npos ? code.size() : end + close.size();
    }
  }
  for (std::size_t i = begin + 1; i < code.size(); ++i) {
    if (code[i] == '\\') {
      ++i;
    } else if (code[i] == quote) {
      return i + 1;
    } else if (code[i] == '\n') {
      return i;
    }
  }
  return code.size();
}

/// One past the end of the comment that begins at `begin`; `begin` if none does.
std::size_t EndOfComment(std::string_view code, std::size_t begin, Language language) {
  const bool line = language == Language::kPython ? code[begin] == '#' : code.substr(begin, 2) == "//";
  if (line) return std::min(code.find('\n', begin), code.size());
  if (language == Language::kCpp && code.substr(begin, 2) == "/*") {
    const auto end = code.find("*/", begin + 2);
    return end == std::string_view::npos ? code.size() : end + 2;
  }
  return begin;
}

bool IsQuote(std::string_view code, std::size_t at) {
  if (code[at] == '"') return true;
  // 1'000 is a number.
  const bool separator = at > 0 && IsDigit(code[at - 1]) && at + 1 < code.size() && IsDigit(code[at + 1]);
  return code[at] == '\'' && !separator;
}

void Blank(std::string& text, std::size_t begin, std::size_t end) {
  for (; begin < end; ++begin) {
    if (text[begin] != '\n') text[begin] = ' ';
  }
}

std::string Blanked(std::string_view code, Language language, bool literals) {
  std::string bare(code);
  for (std::size_t i = 0; i < code.size();) {
    if (const std::size_t end = EndOfComment(code, i, language); end > i) {
      Blank(bare, i, end);
      i = end;
    } else if (IsQuote(code, i)) {
      const std::size_t close = EndOfLiteral(code, i, language);
      if (literals) Blank(bare, i + 1, close > i + 1 && code[close - 1] == code[i] ? close - 1 : close);
      i = std::max(close, i + 1);
    } else {
      ++i;
    }
  }
  return bare;
}

/// The function whose body opens at `brace`: its name, empty if what stands there is none.
std::string_view FunctionBefore(std::string_view bare, std::size_t brace) {
  std::size_t at = brace;
  const auto back = [&] {
    while (at > 0 && IsBlank(bare[at - 1])) --at;
  };
  back();
  if (at == 0 || bare[at - 1] != ')') return {};
  int depth = 0;
  while (at > 0) {
    const char c = bare[--at];
    if (c == ')') ++depth;
    if (c == '(' && --depth == 0) break;
    if (c == ';' || c == '{' || c == '}') return {};
  }
  back();
  const std::size_t end = at;
  while (at > 0 && IsWordCharacter(bare[at - 1])) --at;
  const std::string_view name = bare.substr(at, end - at);
  back();
  // A return type stands before the name; `if (a) {` and `else if (a) {` have none.
  const bool type = at > 0 && (IsWordCharacter(bare[at - 1]) || bare[at - 1] == '*' || bare[at - 1] == '&' ||
                               bare[at - 1] == '>' || bare[at - 1] == ':');
  const bool keyword = name == "if" || name == "while" || name == "for" || name == "switch" || name == "catch";
  return type && !keyword ? name : std::string_view();
}

}  // namespace

std::string_view Trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool HasWordInAnyCase(std::string_view text, std::string_view word) {
  const std::string lower = Lower(text);
  for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
    const bool begins = at == 0 || !IsWordCharacter(lower[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == lower.size() || !IsWordCharacter(lower[end]))) return true;
  }
  return false;
}

bool HasAnyWord(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return HasWordInAnyCase(text, word); });
}

std::vector<std::string_view> Identifiers(std::string_view code) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < code.size();) {
    if (!IsWordCharacter(code[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < code.size() && IsWordCharacter(code[i])) ++i;
    if (!IsDigit(code[begin])) names.push_back(code.substr(begin, i - begin));
  }
  return names;
}

std::string WithoutLiterals(std::string_view code, Language language) { return Blanked(code, language, true); }

std::string WithoutComments(std::string_view code, Language language) { return Blanked(code, language, false); }

std::vector<std::string> EssentialLines(std::string_view code, Language language) {
  std::vector<std::string> essential;
  const std::string plain = WithoutComments(code, language);
  for (const std::string_view line : Lines(plain)) {
    if (const std::string_view trimmed = Trim(line); !trimmed.empty()) essential.emplace_back(trimmed);
  }
  return essential;
}

int CountDefinitions(std::string_view bare, std::string_view name) {
  const auto functions = DefinedFunctions(bare);
  return static_cast<int>(std::count(functions.begin(), functions.end(), name));
}

std::vector<std::string_view> DefinedFunctions(std::string_view bare) {
  std::vector<std::string_view> names;
  for (auto brace = bare.find('{'); brace != std::string_view::npos; brace = bare.find('{', brace + 1)) {
    if (const auto name = FunctionBefore(bare, brace); !name.empty()) names.push_back(name);
  }
  return names;
}

bool IsBalanced(std::string_view code) {
  int braces = 0;
  int parentheses = 0;
  for (std::size_t i = 0; i < code.size() && braces >= 0 && parentheses >= 0;) {
    if (const std::size_t end = EndOfComment(code, i, Language::kCpp); end > i) {
      const bool open = code[i + 1] == '*' && (end < i + 4 || code.substr(end - 2, 2) != "*/");
      if (open) return false;
      i = end;
    } else if (IsQuote(code, i)) {
      i = EndOfLiteral(code, i, Language::kCpp);
    } else {
      braces += code[i] == '{' ? 1 : code[i] == '}' ? -1 : 0;
      parentheses += code[i] == '(' ? 1 : code[i] == ')' ? -1 : 0;
      ++i;
    }
  }
  return braces == 0 && parentheses == 0;
}

}  // namespace autopilot
