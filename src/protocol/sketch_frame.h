#pragma once

/// What stands around the pieces: the sketch (prompts/frames/LIBRARY.mustache), and the test of a single piece.

#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "prompt/prompt_library.h"
#include "protocol/piece.h"

namespace autopilot {

/// The sketch of the pieces; `code` are their functions in order. Fails where there is no frame for the library.
Result<std::string> RenderSketch(const PromptLibrary& prompts, const Contract& contract,
                                 const std::vector<std::string>& code);

/// A sketch that only tests `code` on the piece's cases: case k prints "#k" and then what the piece did.
std::string RenderPieceTest(const Contract& contract, const Piece& piece, const std::string& code);

/// "NOTHING = -1, LABEL_APPLE, ...": what a behaviour is told, as constants of C++.
std::string AnswerConstants(const Contract& contract);

/// "LEDR (red), LEDG (green)": the board's lights, for a prompt.
std::string LedList(const Contract& contract);

}  // namespace autopilot
