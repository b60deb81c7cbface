#include "reply/candidates.h"

#include "reply/scan.h"

namespace autopilot {
namespace {

/// The last line of a heading: what is said of the block, and not of what stands further above.
std::string_view LastWords(const std::string& heading) {
  std::string_view text = Trim(heading);
  if (const auto line = text.rfind('\n'); line != std::string_view::npos) text.remove_prefix(line + 1);
  return text.substr(text.size() > 240 ? text.size() - 240 : 0);
}

}  // namespace

bool IsMarkedAsAnswer(const std::string& heading) {
  const std::string_view words = LastWords(heading);
  if (HasAnyWord(words, {"option", "alternative", "alternatively", "variant"})) return false;
  return HasAnyWord(words, {"corrected", "complete", "full", "final", "updated", "revised", "fixed", "improved",
                            "modified", "entire", "whole", "putting it all together", "all together"});
}

bool IsMarkedAsFaulty(const std::string& heading) {
  return HasAnyWord(LastWords(heading),
                    {"current", "original", "faulty", "wrong", "old", "incorrect", "broken", "problematic", "buggy",
                     "instead of", "you wrote", "your code", "your script"}) &&
         !IsMarkedAsAnswer(heading);
}

}  // namespace autopilot
