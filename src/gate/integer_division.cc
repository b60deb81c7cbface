#include "gate/integer_division.h"

#include <cctype>
#include <regex>
#include <set>
#include <string>

#include "gate/source_text.h"

namespace autopilot {
namespace {

/// Names that are declared or defined as whole numbers, and never as anything else.
std::set<std::string> WholeNames(const std::string& text) {
  static const std::regex declared(
      R"(\b(?:int|long|short|unsigned|byte|word|size_t|u?int(?:8|16|32|64)_t)(?:\s+(?:int|long|short))?\s+(\w+)\s*(?:[=;,){]|\[))");
  static const std::regex defined(R"(#\s*define\s+(\w+)\s+\(?\d+\)?\s*(?:\n|$))");
  static const std::regex fractional(R"(\b(?:float|double)\s*&?\s*(\w+))");
  std::set<std::string> names;
  for (const std::regex* rule : {&declared, &defined}) {
    for (auto at = std::sregex_iterator(text.begin(), text.end(), *rule); at != std::sregex_iterator(); ++at) {
      names.insert((*at)[1].str());
    }
  }
  for (auto at = std::sregex_iterator(text.begin(), text.end(), fractional); at != std::sregex_iterator(); ++at) {
    names.erase((*at)[1].str());
  }
  return names;
}

bool IsWhole(const std::string& operand, const std::set<std::string>& names) {
  if (std::isdigit(static_cast<unsigned char>(operand.front())) != 0) {
    return operand.find_first_not_of("0123456789uUlL") == std::string::npos;
  }
  return names.contains(operand);
}

/// Whether what stands before a quotient makes it a fraction: a factor or a cast to its left.
bool IsMadeFraction(const std::string& before, const std::set<std::string>& names) {
  static const std::regex factor(R"(([\w.]+)\s*[*/]\s*$)");
  static const std::regex cast(R"(\(\s*(?:float|double)\s*\)\s*\(?\s*$|\b(?:float|double)\s*>?\s*\(\s*$)");
  std::smatch found;
  if (std::regex_search(before, found, cast)) return true;
  return std::regex_search(before, found, factor) && !IsWhole(found[1].str(), names);
}

}  // namespace

bool DividesIntegers(std::string_view source) {
  static const std::regex quotient(R"(([\w.]+)\s*/\s*\(?\s*([\w.]+)\b(?!\s*\)?\s*[<>!=]))");
  static const std::regex fraction(
      R"(\b(?:PI|M_PI|TWO_PI|pi)\b|6\.28|3\.14|\b(?:float|double)\b[^;(]*=|data\s*\.\s*f\b)");
  const std::string text = BlankComments(source, true);
  const std::set<std::string> names = WholeNames(text);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of(";{}", begin), text.size());
    const std::string statement = text.substr(begin, end - begin);
    begin = end + 1;
    if (!std::regex_search(statement, fraction)) continue;
    for (auto at = std::sregex_iterator(statement.begin(), statement.end(), quotient); at != std::sregex_iterator();
         ++at) {
      const bool whole = IsWhole((*at)[1].str(), names) && IsWhole((*at)[2].str(), names);
      if (whole && !IsMadeFraction(statement.substr(0, static_cast<std::size_t>(at->position())), names)) return true;
    }
  }
  return false;
}

}  // namespace autopilot
