#include "reply/token_share.h"

#include <cctype>

#include "gate/source_text.h"

namespace autopilot {

std::vector<std::string> CodeTokens(std::string_view text) {
  const std::string code = BlankComments(text, false);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < code.size();) {
    const auto word = [&](std::size_t at) {
      return at < code.size() && (std::isalnum(static_cast<unsigned char>(code[at])) != 0 || code[at] == '_');
    };
    if (std::isspace(static_cast<unsigned char>(code[i])) != 0) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    if (word(i)) {
      while (word(end)) ++end;
    } else if (code[i] == '"' || code[i] == '\'') {
      while (end < code.size() && code[end] != code[i] && code[end] != '\n') end += code[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, code.size());
    }
    tokens.push_back(code.substr(i, end - i));
    i = end;
  }
  return tokens;
}

double TokenShare(std::string_view whole, const std::vector<std::string>& parts) {
  const std::size_t all = CodeTokens(whole).size();
  if (all == 0) return 0;
  std::size_t own = 0;
  for (const std::string& part : parts) own += CodeTokens(part).size();
  return static_cast<double>(own) / static_cast<double>(all);
}

}  // namespace autopilot
