#include "reply/elision.h"

#include <string>

#include "core/text.h"

namespace autopilot {
namespace {

/// What may be left out: no columns and no pixels.
const std::vector<std::string_view>& PartsOfCode() {
  static const std::vector<std::string_view> parts = {
      "code", "sketch", "script",         "program",  "function", "functions", "file",    "setup",
      "loop", "logic",  "implementation", "includes", "body",     "method",    "methods", "definitions"};
  return parts;
}

/// The remark of a line whose code, if any, only opens a body; empty if there is none.
std::string_view RemarkOf(std::string_view line, Language language) {
  line = Trim(line);
  std::size_t at = std::string_view::npos;
  std::size_t width = 1;
  if (language == Language::kPython) {
    at = line.find('#');
  } else {
    const auto comment = line.find("//");
    const auto block = line.find("/*");
    at = std::min(comment, block);
    width = 2;
  }
  if (at == std::string_view::npos) return {};
  const std::string_view before = Trim(line.substr(0, at));
  const char last = before.empty() ? '{' : before.back();
  if (last != '{' && last != '}' && last != ':') return {};
  return Trim(line.substr(at + width));
}

bool IsDots(std::string_view text) { return text.starts_with("...") || text.starts_with("\u2026"); }

bool EndsInDots(std::string_view text) { return text.ends_with("...") || text.ends_with("\u2026"); }

std::string_view StripBrackets(std::string_view text) {
  const auto begin = text.find_first_not_of("([{<*/#-= \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(")]}>*/#-=!,; \t") - begin + 1);
}

std::string_view StripDots(std::string_view text) {
  while (IsDots(text)) text = StripBrackets(text.substr(3));
  while (EndsInDots(text)) text = StripBrackets(text.substr(0, text.size() - 3));
  return text;
}

bool SaysSame(std::string_view text) {
  const std::string lower = Lower(text);
  if (HasAnyWord(lower, {"unchanged", "omitted", "as is", "as it is", "as before", "same as before", "same as above"}))
    return true;
  return HasAnyWord(lower, {"remains the same", "remain the same", "stays the same", "stay the same", "is the same"});
}

bool SpeaksOfCode(std::string_view text) { return HasAnyWord(text, PartsOfCode()); }

bool IsElision(std::string_view remark) {
  remark = StripBrackets(remark);
  const std::string_view words = StripDots(remark);
  if (words.empty() || words.size() > 100) return false;
  const bool dots = words.size() != remark.size();
  const bool leads = IsDots(remark);
  const bool rest = HasAnyWord(words, {"rest", "remainder", "remaining", "existing", "previous", "other", "same"});
  if (leads && (rest || SaysSame(words) || HasAnyWord(words, {"your", "keep", "more"}))) return true;
  if (dots && SpeaksOfCode(words) && (rest || SaysSame(words))) return true;
  if (dots && SaysSame(words)) return true;
  if (words.size() > 70) return false;
  const std::string lower = Lower(words);
  // Without an ellipsis the remark has to be about code as a whole.
  for (const char* begin : {"rest of", "the rest of", "remainder of", "the remainder of", "remaining", "the remaining",
                            "existing", "the existing", "previous", "the previous"}) {
    if (!lower.starts_with(begin)) continue;
    if (SpeaksOfCode(lower) && (SaysSame(lower) || HasAnyWord(lower, {"here", "goes", "follows"}))) return true;
    // "rest of the code", and nothing more.
    return SpeaksOfCode(lower.substr(lower.size() > 14 ? lower.size() - 14 : 0)) &&
           std::string_view(lower).find(',') == std::string_view::npos && lower.size() < 40;
  }
  for (const char* begin : {"same as before", "same code as", "as before", "unchanged", "rest unchanged",
                            "rest is unchanged", "rest as before", "rest remains", "rest goes here", "rest is the same",
                            "the rest is unchanged", "the rest remains", "everything else"}) {
    if (lower.starts_with(begin) && lower.size() < 45) return true;
  }
  return SpeaksOfCode(lower) &&
         HasAnyWord(lower, {"remains unchanged", "remains the same", "stays the same", "omitted"});
}

}  // namespace

bool LooksElided(std::string_view code, Language language) {
  for (const std::string_view line : Lines(code)) {
    if (language == Language::kCpp && (Trim(line) == "..." || Trim(line) == "\u2026")) return true;
    const std::string_view remark = RemarkOf(line, language);
    if (!remark.empty() && IsElision(remark)) return true;
  }
  return false;
}

}  // namespace autopilot
