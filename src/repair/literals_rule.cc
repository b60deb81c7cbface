#include "repair/literals_rule.h"

#include <fmt/format.h>

#include <regex>

namespace autopilot {

std::vector<Proposal> LiteralsRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  static const std::regex kPair(R"(\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2}))");
  std::vector<Edit> edits;
  const std::string& text = candidate.tree.text();
  for (auto match = std::sregex_iterator(text.begin(), text.end(), kPair); match != std::sregex_iterator(); ++match) {
    const unsigned long high = std::stoul((*match)[1], nullptr, 16);
    const unsigned long low = std::stoul((*match)[2], nullptr, 16);
    const auto begin = static_cast<std::size_t>(match->position());
    edits.push_back({begin, begin + static_cast<std::size_t>(match->length()),
                     fmt::format("\\U{:08X}", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))});
  }
  static const std::regex kBraced(R"(\\u\{([0-9a-fA-F]{1,6})\})");
  for (auto match = std::sregex_iterator(text.begin(), text.end(), kBraced); match != std::sregex_iterator(); ++match) {
    const auto begin = static_cast<std::size_t>(match->position());
    edits.push_back({begin, begin + static_cast<std::size_t>(match->length()),
                     fmt::format("\\U{:08X}", std::stoul((*match)[1], nullptr, 16))});
  }
  if (edits.empty()) return {};
  return {{"", "syntax_error", "writes characters outside of the first plane in one piece", std::move(edits)}};
}

}  // namespace autopilot
