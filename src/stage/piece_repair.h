#pragma once

/// Slips in one function of a sketch, mended without asking the model again.

#include <filesystem>

#include "protocol/piece_judge.h"
#include "repair/repairer.h"

namespace autopilot {

/// Mends `code`, of which `judge` has said `before`, by the rules that need no more than a function; its cases decide.
/// `folder` is scratch and exists. Fails only for infrastructure reasons.
Result<Repaired> RepairPiece(const PieceJudge& judge, const Piece& piece, const std::string& code,
                             const PieceVerdict& before, const RepairFacts& facts, const std::filesystem::path& folder);

}  // namespace autopilot
