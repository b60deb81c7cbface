#pragma once

/// Compiles one function on its own and runs its cases on the twin.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "protocol/piece.h"

namespace autopilot {

struct PieceVerdict {
  Verdict verdict;
  std::optional<std::size_t> failed_case;  ///< Index of the first case that failed, if it came to that.
  std::vector<Diagnostic> diagnostics;     ///< Of the compiler, where they speak of the function's own lines.
};

/// What judging a piece needs; everything outlives the call.
struct PieceJudge {
  const Contract& contract;
  const Twin& twin;
  const RootCauses& causes;
  const DiagnosticRules& rules;
  const std::vector<Stimulus>& stimuli;

  /// `folder` is scratch and exists. Fails only for infrastructure reasons.
  Result<PieceVerdict> Judge(const Piece& piece, const std::string& code, const std::filesystem::path& folder) const;
};

}  // namespace autopilot
