#include "reply/blemishes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace autopilot {
namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

constexpr std::array<Replacement, 7> kEntities = {
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}, {"&apos;", "'"}, {"&amp;", "&"}}};

constexpr std::array<Replacement, 4> kQuotes = {{{"\u201c", "\""}, {"\u201d", "\""}, {"\u2018", "'"}, {"\u2019", "'"}}};

template <std::size_t N>
const Replacement* FindAt(std::string_view text, std::size_t at, const std::array<Replacement, N>& replacements) {
  for (const Replacement& replacement : replacements) {
    if (text.substr(at, replacement.first.size()) == replacement.first) return &replacement;
  }
  return nullptr;
}

std::string WithoutReasoning(std::string text, std::vector<Finding>& findings) {
  constexpr std::string_view kOpen = "<think>";
  constexpr std::string_view kClose = "</think>";
  std::string kept;
  std::size_t at = 0;
  bool found = false;
  while (true) {
    const auto close = text.find(kClose, at);
    auto open = text.find(kOpen, at);
    if (close != std::string::npos && close < open) open = at;  // The opening tag was part of the prompt.
    if (open == std::string::npos) break;
    found = true;
    if (close != at || open != at) kept += text.substr(at, open - at);
    at = close == std::string::npos ? text.size() : close + kClose.size();
  }
  if (!found) return text;
  findings.push_back(ReplyWarning("reasoning", "a reasoning block was left out"));
  return kept + text.substr(at);
}

/// Entities outside of literals cannot be meant: the whole code was escaped.
std::string UndoEntities(std::string code, Language language, std::vector<Finding>& findings) {
  const std::string bare = WithoutLiterals(code, language);
  bool escaped = false;
  for (auto at = bare.find('&'); at != std::string::npos && !escaped; at = bare.find('&', at + 1)) {
    escaped = FindAt(code, at, kEntities) != nullptr;
  }
  if (!escaped) return code;
  std::string plain;
  for (std::size_t at = 0; at < code.size();) {
    const Replacement* entity = code[at] == '&' ? FindAt(code, at, kEntities) : nullptr;
    plain += entity == nullptr ? std::string_view(code).substr(at, 1) : entity->second;
    at += entity == nullptr ? 1 : entity->first.size();
  }
  findings.push_back(ReplyWarning("entities", "HTML entities in the code were undone"));
  return plain;
}

std::string StraightenQuotes(std::string code, Language language, std::vector<Finding>& findings) {
  if (!HasCurlyQuotes(code, language)) return code;
  // A comment may keep what it says; where a curly quote opens a text, the plain one closes it.
  const std::string bare = WithoutLiterals(code, language);
  std::string plain;
  for (std::size_t at = 0; at < code.size();) {
    const Replacement* quote = bare[at] == '\xe2' ? FindAt(bare, at, kQuotes) : nullptr;
    plain += quote == nullptr ? std::string_view(code).substr(at, 1) : quote->second;
    at += quote == nullptr ? 1 : quote->first.size();
  }
  if (HasCurlyQuotes(plain, language) || (language == Language::kCpp && IsBalanced(code) && !IsBalanced(plain)))
    return code;
  findings.push_back(ReplyWarning("quotes", "typographic quotes in the code were made plain"));
  return plain;
}

/// What follows `12 | ` or `12: `; nothing where the line has no such number.
std::string_view AfterNumber(std::string_view line, int& number) {
  const std::string_view trimmed = Trim(line);
  std::size_t digits = 0;
  while (digits < trimmed.size() && digits < 6 && std::isdigit(static_cast<unsigned char>(trimmed[digits])) != 0)
    ++digits;
  const auto bar = trimmed.find_first_not_of(" \t", digits);
  if (digits == 0 || bar == std::string_view::npos || (trimmed[bar] != '|' && trimmed[bar] != ':')) return {};
  number = std::stoi(std::string(trimmed.substr(0, digits)));
  const std::string_view rest = trimmed.substr(bar + 1);
  return rest.starts_with(" ") ? rest.substr(1) : rest;
}

std::string WithoutNumbers(std::string code, std::vector<Finding>& findings) {
  std::string plain;
  int expected = 0;
  for (const std::string_view line : Lines(code)) {
    if (Trim(line).empty()) {
      plain += '\n';
      continue;
    }
    int number = -1;
    const std::string_view rest = AfterNumber(line, number);
    if (number < 0 || (expected != 0 && number < expected)) return code;
    expected = number + 1;
    plain += std::string(rest) + '\n';
  }
  if (expected == 0 || Lines(code).size() < 2) return code;
  findings.push_back(ReplyWarning("line-numbers", "line numbers before the code were left out"));
  return plain;
}

/// What was typed at an interpreter; what it printed is no code.
std::string WithoutPrompts(std::string code, std::vector<Finding>& findings) {
  if (!Trim(code).starts_with(">>>")) return code;
  std::string plain;
  for (const std::string_view line : Lines(code)) {
    const std::string_view trimmed = Trim(line);
    if (!trimmed.starts_with(">>>") && !trimmed.starts_with("...")) continue;
    plain += std::string(trimmed.substr(trimmed.substr(3).starts_with(" ") ? 4 : 3)) + '\n';
  }
  findings.push_back(ReplyWarning("prompts", "the prompts of an interpreter were left out"));
  return plain;
}

/// Several words with a capital at the beginning or a mark at the end, and nothing that only code has.
bool IsSentence(std::string_view line) {
  line = Trim(line);
  if (line.empty() || line.find_first_of("=;{}[]") != std::string_view::npos || line.ends_with(')')) return false;
  if (line.starts_with("#include") || line.starts_with("//") || line.starts_with("/*") || line.starts_with('@'))
    return false;
  const bool mark = std::string_view(".:!?*").find(line.back()) != std::string_view::npos;
  const bool capital = std::isupper(static_cast<unsigned char>(line.front())) != 0;
  const auto words = std::count(line.begin(), line.end(), ' ') + 1;
  const std::string_view head = line.substr(0, line.find(' '));
  const bool keyword = head == "def" || head == "class" || head == "if" || head == "for" || head == "while" ||
                       head == "with" || head == "try:" || head == "else:" || head == "import" || head == "from";
  return !keyword && ((capital && words >= 2) || (mark && words >= 3) || line.starts_with("**"));
}

bool BeginsCode(std::string_view line, Language language) {
  const std::string_view trimmed = Trim(line);
  if (trimmed.empty() || IsSentence(trimmed)) return false;
  if (language == Language::kCpp) {
    return trimmed.starts_with('#') || trimmed.starts_with("//") || trimmed.starts_with("/*") ||
           trimmed.ends_with(';') || trimmed.ends_with('{') || trimmed.ends_with(')') || trimmed.ends_with('}');
  }
  return line.front() != ' ';
}

}  // namespace

Finding ReplyWarning(const std::string& rule, std::string message) {
  Finding finding;
  finding.rule = "reply/" + rule;
  finding.severity = Severity::kWarning;
  finding.message = std::move(message);
  return finding;
}

std::string CleanReply(std::string_view reply, std::vector<Finding>& findings) {
  if (reply.starts_with("\ufeff")) reply.remove_prefix(3);
  std::string text(reply);
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return WithoutReasoning(std::move(text), findings);
}

std::string CleanCode(std::string code, Language language, std::vector<Finding>& findings) {
  code = WithoutNumbers(std::move(code), findings);
  if (language == Language::kPython) code = WithoutPrompts(std::move(code), findings);
  code = UndoEntities(std::move(code), language, findings);
  return StraightenQuotes(std::move(code), language, findings);
}

bool HasCurlyQuotes(std::string_view code, Language language) {
  const std::string bare = WithoutLiterals(code, language);
  for (auto at = bare.find('\xe2'); at != std::string::npos; at = bare.find('\xe2', at + 1)) {
    if (FindAt(bare, at, kQuotes) != nullptr) return true;
  }
  return false;
}

std::string_view TrimProse(std::string_view text, Language language) {
  const std::vector<std::string_view> lines = Lines(text);
  std::size_t first = 0;
  while (first < lines.size() && !BeginsCode(lines[first], language)) ++first;
  if (first == lines.size()) return {};
  std::size_t last = lines.size() - 1;
  while (last > first && (Trim(lines[last]).empty() || IsSentence(lines[last]))) --last;
  const auto begin = static_cast<std::size_t>(lines[first].data() - text.data());
  const auto end = static_cast<std::size_t>(lines[last].data() - text.data()) + lines[last].size();
  return text.substr(begin, end - begin);
}

}  // namespace autopilot
