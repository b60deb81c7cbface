#pragma once

/// What stands around the pieces: the sketch (prompts/frames/LIBRARY.mustache), and the test of a single piece.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "protocol/piece.h"

namespace autopilot {

/// Facts that the frame uses; `code` are the pieces' functions in order.
nlohmann::json FrameFacts(const Contract& contract, const std::vector<std::string>& code);

/// A sketch that only tests `code` on the piece's cases: case k prints "#k" and then what the piece did.
std::string RenderPieceTest(const Contract& contract, const Piece& piece, const std::string& code);

/// "NOTHING = -1, LABEL_APPLE, ...": what a behaviour is told, as constants of C++.
std::string AnswerConstants(const Contract& contract);

/// "LEDR (red), LEDG (green)": the board's lights, for a prompt.
std::string LedList(const Contract& contract);

}  // namespace autopilot
