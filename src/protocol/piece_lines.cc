#include "protocol/piece_lines.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

namespace autopilot {

std::string_view Bare(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  return text;
}

bool AreNear(const std::vector<std::string>& lines, const std::vector<double>& wanted,
             const std::vector<double>& tolerance) {
  if (lines.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    // A number that is none is as far from everything as can be.
    if (!(std::abs(std::strtod(lines[i].c_str(), nullptr) - wanted[i]) <= tolerance[i])) return false;
  }
  return true;
}

}  // namespace autopilot
