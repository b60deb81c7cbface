#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// A semicolon or closing bracket that the compiler misses at one certain place. Never at the end of the text: what is
/// cut off there cannot be known.
class PunctuationRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/punctuation"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
