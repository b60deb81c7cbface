#include "gate/other_profiles.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>

#include "gate/source_text.h"

namespace autopilot {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// The header that the compiler does not find, or nothing.
std::string HeaderNotFound(const std::string& error) {
  const auto end = error.find(": No such file");
  return end == std::string::npos ? "" : error.substr(0, end);
}

/// What stands in quotes in the compiler's message, taken apart into identifiers.
std::vector<std::string> QuotedNames(const std::string& error) {
  std::vector<std::string> names;
  static const std::regex quoted("'([^']*)'");
  static const std::regex identifier("[A-Za-z_]\\w*");
  for (std::sregex_iterator quote(error.begin(), error.end(), quoted), end; quote != end; ++quote) {
    const std::string text = (*quote)[1];
    for (std::sregex_iterator name(text.begin(), text.end(), identifier); name != end; ++name) {
      names.push_back(name->str());
    }
  }
  return names;
}

bool HasAdder(const LibraryProfile& library, const std::string& name) {
  return std::any_of(library.operator_adder.begin(), library.operator_adder.end(),
                     [&](const auto& entry) { return entry.second == name; });
}

/// Whether the sketch's includes reach the name.
bool Declares(const LibraryProfile& library, const std::vector<Include>& includes, const std::string& name) {
  const auto symbol = library.symbol_header.find(name);
  if (symbol == library.symbol_header.end()) return false;
  return std::any_of(includes.begin(), includes.end(),
                     [&](const Include& include) { return include.header == symbol->second; });
}

/// Members and constructors are not among a profile's facts: only a compiler knows.
bool IsAboutShape(const std::string& error) {
  static const std::regex shape(
      "no matching function for call to '(tflite::)?(MicroInterpreter|MicroMutableOpResolver|MicroAllocator)"
      "|'[^']*(tflite::|TfLite)[^']*' has no member named|'Register_\\w+'|Register_\\w+' is not a member of"
      "|(AddBuiltin|AddCustom)\\(|'kTfLite\\w+' was not declared|cannot convert '[^']*(TfLite|TFLM)Registration");
  return std::regex_search(error, shape);
}

}  // namespace

std::vector<std::string> GenerationsWithHeader(const Contract& contract, const std::string& header) {
  std::vector<std::string> ids;
  for (const LibraryProfile& other : contract.other_libraries) {
    if (Contains(other.headers, header)) ids.push_back(other.id);
  }
  return ids;
}

std::vector<std::string> GenerationsWorthTrying(const Contract& contract, const std::string& sketch,
                                                const std::string& error) {
  if (const std::string header = HeaderNotFound(error); !header.empty()) return GenerationsWithHeader(contract, header);
  const std::vector<std::string> names = QuotedNames(error);
  const std::vector<Include> includes = FindIncludes(sketch);
  const bool shape = IsAboutShape(error);
  std::vector<std::string> ids;
  for (const LibraryProfile& other : contract.other_libraries) {
    const bool named = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return (HasAdder(other, name) && !HasAdder(contract.library, name)) ||
             (Declares(other, includes, name) && !Declares(contract.library, includes, name));
    });
    if (shape || named) ids.push_back(other.id);
  }
  return ids;
}

Status SuggestOtherGeneration(const Case& candidate, std::vector<Finding>& findings) {
  if (findings.empty()) return {};
  Finding& first = findings.front();
  std::vector<std::string> fits;
  const std::vector<std::string> ids = GenerationsWorthTrying(candidate.contract, candidate.text, first.message);
  const Sketch sketch = candidate.TheSketch();
  for (const LibraryProfile& other : candidate.contract.other_libraries) {
    if (!Contains(ids, other.id)) continue;
    AUTOPILOT_TRY(builds, candidate.twin.BuildsWith(other, sketch, candidate.contract));
    if (builds) fits.push_back(other.id);
  }
  if (fits.empty()) return {};
  first.root_cause = "profile_mismatch";
  first.next = fmt::format("it builds with {}: set [target] library to what is installed, or write for {}",
                           fmt::join(fits, " and with "), candidate.contract.library.id);
  return {};
}

}  // namespace autopilot
