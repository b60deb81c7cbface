#pragma once

/// The functions that a guided sketch is made of: each small enough for a small model, each with its own
/// prompt, worked examples and test cases computed from the contract. The frame around them
/// (prompts/frames/LIBRARY.mustache) belongs to the tool.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/stimulus.h"

namespace autopilot {

/// One concrete check of a piece on the twin.
struct PieceCase {
  std::string input;       ///< In words, for findings and prompts: "r=41 g=15 b=4".
  std::string expected;    ///< "x = {0.6833, 0.2500, 0.0667}"
  std::string example;     ///< The case as a worked example for a prompt.
  std::string statements;  ///< C++ statements that call the piece and print what it did, one line or more.
  /// Whether the printed lines are right.
  std::function<bool(const std::vector<std::string>& lines)> accepts;
};

struct Piece {
  std::string name;       ///< "features"
  std::string prompt;     ///< prompts/guided/PROMPT.mustache; empty: by its name.
  std::string signature;  ///< "void features(int r, int g, int b, float x[3])"
  std::string reference;  ///< The tool's own correct code: oracle of tests and last resort.
  std::vector<PieceCase> cases;
  std::size_t shown_cases = 0;  ///< So many of the first cases are worked examples in the prompt.
  bool needs_sensor = false;    ///< Its test shows stimuli to the sensor.
  bool starts_sensor = false;   ///< The trace must show that the sensor was started.
  std::string root_cause;       ///< What a wrong result of it would be in the whole sketch.
};

/// The pieces of a sketch that reports a label from one sensor, in the order in which they stand in it.
/// Fails with kBadInput for applications that the guided protocol cannot do yet.
Result<std::vector<Piece>> MakePieces(const Contract& contract, const std::vector<Stimulus>& stimuli);

/// Facts that the prompts of the pieces use; see prompts/guided/.
nlohmann::json PieceFacts(const Contract& contract, const Piece& piece);

/// Facts that the frame uses; `code` are the pieces' functions in order.
nlohmann::json FrameFacts(const Contract& contract, const std::vector<std::string>& code);

/// A sketch that only tests `code` on the piece's cases: case k prints "#k" and then what the piece did.
std::string RenderPieceTest(const Contract& contract, const Piece& piece, const std::string& code);

}  // namespace autopilot
