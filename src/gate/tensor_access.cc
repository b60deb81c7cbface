#include "gate/tensor_access.h"

#include <cctype>
#include <regex>
#include <set>
#include <string>

#include "gate/source_text.h"
#include "twin/sketch_source.h"

namespace autopilot {
namespace {

/// Just past the index that may follow an access: "[i]".
std::size_t SkipIndex(const std::string& text, std::size_t at) {
  at = text.find_first_not_of(" \t", at);
  if (at == std::string::npos || text[at] != '[') return at;
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '[') ++depth;
    if (text[at] == ']' && --depth == 0) return at + 1;
  }
  return at;
}

bool IsWrittenAt(const std::string& text, std::size_t after_access) {
  const std::size_t next = text.find_first_not_of(" \t", SkipIndex(text, after_access));
  return next != std::string::npos && text[next] == '=' && text.compare(next, 2, "==") != 0;
}

/// The expression that ends before `at`: a name, with its call where it is one: "output", "output(0)".
std::string ObjectBefore(const std::string& text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && text[begin - 1] == ' ') --begin;
  const std::size_t end = begin;
  if (begin > 0 && text[begin - 1] == ')') {
    int depth = 0;
    while (begin > 0) {
      --begin;
      if (text[begin] == ')') ++depth;
      if (text[begin] == '(' && --depth == 0) break;
    }
  }
  const auto in_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  while (begin > 0 && in_name(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

bool ReadsTensorsAs(std::string_view source, const std::regex& field, const std::regex& typed) {
  static const std::regex type(R"((->|\.)\s*type\b)");
  const std::string text = SquashBlanks(BlankComments(source, true));
  if (std::regex_search(text, typed)) return true;
  std::set<std::string> looked_at;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), type); at != std::sregex_iterator(); ++at) {
    looked_at.insert(ObjectBefore(text, static_cast<std::size_t>(at->position())));
  }
  for (auto at = std::sregex_iterator(text.begin(), text.end(), field); at != std::sregex_iterator(); ++at) {
    const auto begin = static_cast<std::size_t>(at->position());
    if (looked_at.contains(ObjectBefore(text, begin))) continue;
    if (!IsWrittenAt(text, begin + static_cast<std::size_t>(at->length()))) return true;
  }
  return false;
}

}  // namespace

bool ReadsTensorsAsBytes(std::string_view source) {
  static const std::regex field(R"((->|\.)\s*data\s*\.\s*u?int8\b)");
  static const std::regex typed(R"((tensor|GetTensorData)\s*<\s*(const\s+)?(u?int8_t|byte|(un)?signed char)\s*>)");
  return ReadsTensorsAs(source, field, typed);
}

bool ReadsTensorsAsFloat(std::string_view source) {
  static const std::regex field(R"((->|\.)\s*data\s*\.\s*f\b)");
  static const std::regex typed(R"((output_tensor|GetTensorData)\s*<\s*(const\s+)?float\s*>)");
  return ReadsTensorsAs(source, field, typed);
}

bool DividesByScale(std::string_view source) {
  // The inverse of a scale is a factor: whoever computes one has not divided yet.
  static const std::regex division(R"(([\w.)\]]+)\s*/\s*\(?\s*[\w.>\[\]()-]*scale)", std::regex::icase);
  static const std::regex one(R"(1(\.0*)?f?)");
  const std::string text = BlankComments(source, true);
  for (auto at = std::sregex_iterator(text.begin(), text.end(), division); at != std::sregex_iterator(); ++at) {
    if (!std::regex_match((*at)[1].str(), one)) return true;
  }
  return false;
}

}  // namespace autopilot
