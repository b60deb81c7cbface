#include "repair/punctuation_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "gate/source_text.h"

namespace autopilot {

std::vector<Proposal> PunctuationRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  static const std::regex kMissing(R"(expected (?:'[,\w]+' or )?'([;)\]])' before (?!end))");
  const std::string& text = candidate.tree.text();
  const std::string blanked = BlankComments(text, false);
  std::vector<Proposal> proposals;
  for (const Diagnostic& diagnostic : candidate.diagnostics) {
    std::smatch match;
    if (diagnostic.kind != Diagnostic::Kind::kError || diagnostic.line <= 0 || diagnostic.column <= 0 ||
        !std::regex_search(diagnostic.message, match, kMissing))
      continue;
    // The compiler points behind the last word before the gap, or at the word after it.
    std::size_t place = candidate.tree.LineBegin(diagnostic.line) + static_cast<std::size_t>(diagnostic.column) - 1;
    place = std::min(place, blanked.size());
    while (place > 0 && std::isspace(static_cast<unsigned char>(blanked[place - 1])) != 0) --place;
    if (place == 0 || blanked[place - 1] == '}') continue;
    // Where a bracket belongs the compiler cannot know.
    const bool certain = match[1].str() == ";";
    proposals.push_back({"",
                         "syntax_error",
                         fmt::format("puts the missing {} into line {}", match[1].str(), diagnostic.line),
                         {{place, place, match[1].str()}},
                         certain});
  }
  return proposals;
}

}  // namespace autopilot
