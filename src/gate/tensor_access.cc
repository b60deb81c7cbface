#include "gate/tensor_access.h"

#include <regex>

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

bool ReadsTensorsAs(std::string_view source, const std::regex& field, const std::regex& typed) {
  static const std::regex looks_at_type(R"((->|\.)\s*type\b)");
  const std::string text = SquashBlanks(BlankComments(source, true));
  if (std::regex_search(text, looks_at_type)) return false;
  if (std::regex_search(text, typed)) return true;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), field); at != std::sregex_iterator(); ++at) {
    if (!IsWrittenAt(text, static_cast<std::size_t>(at->position() + at->length()))) return true;
  }
  return false;
}

}  // namespace

bool ReadsTensorsAsBytes(std::string_view source) {
  static const std::regex field(R"((->|\.)\s*data\s*\.\s*(u?int8|raw|raw_const)\b)");
  static const std::regex typed(R"((tensor|GetTensorData)\s*<\s*(const\s+)?(u?int8_t|byte|(un)?signed char|char)\s*>)");
  return ReadsTensorsAs(source, field, typed);
}

bool ReadsTensorsAsFloat(std::string_view source) {
  static const std::regex field(R"((->|\.)\s*data\s*\.\s*f\b)");
  static const std::regex typed(R"((output_tensor|GetTensorData)\s*<\s*(const\s+)?float\s*>)");
  return ReadsTensorsAs(source, field, typed);
}

}  // namespace autopilot
