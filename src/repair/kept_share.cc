#include "repair/kept_share.h"

#include <string>
#include <vector>

#include "reply/token_share.h"
#include "repair/sequence_diff.h"

namespace autopilot {

double KeptShare(std::string_view author, std::string_view result) {
  if (author == result) return 1;
  const std::vector<std::string> before = CodeTokens(author);
  const std::vector<std::string> after = CodeTokens(result);
  if (before.empty()) return 1;
  const auto kept = CommonSubsequence({before.begin(), before.end()}, {after.begin(), after.end()}).size();
  return static_cast<double>(kept) / static_cast<double>(before.size());
}

}  // namespace autopilot
