#pragma once

/// Which of the blocks of a reply is the answer, or is made of which of them.

#include <string>
#include <vector>

#include "reply/blocks.h"

namespace autopilot {

enum class ChoiceKind {
  kNone,     ///< No block is a candidate.
  kOne,      ///< `code` is the answer.
  kSeveral,  ///< Several, none marked as the answer.
};

struct Choice {
  ChoiceKind kind = ChoiceKind::kNone;
  std::string code;
  bool closed = true;  ///< False if the reply ends within it.
  bool whole = false;  ///< One block; otherwise several were put together.
  std::string remark;  ///< What was put together or passed over, for a warning; empty if there was no choice.
};

/// A sketch is one block with setup() and loop(), with what it lacks from the blocks beside it, or pieces in their
/// order.
Choice ChooseSketch(const std::vector<CodeBlock>& blocks);

/// A script is one block, or pieces in their order. Fragments of a few lines beside a script are no candidates.
Choice ChoosePython(const std::vector<CodeBlock>& blocks);

/// The text before a block calls it the corrected, complete or final one.
bool IsMarkedAsAnswer(const std::string& heading);

/// The text before a block calls it the old or the faulty one.
bool IsMarkedAsFaulty(const std::string& heading);

}  // namespace autopilot
