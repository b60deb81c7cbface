#pragma once

/// The functions that a guided sketch is made of: each small enough for a small model, each with its own
/// prompt, worked examples and test cases computed from the contract. The frame around them belongs to the tool:
/// protocol/sketch_frame.h.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "gate/stretch.h"
#include "twin/stimulus.h"

namespace autopilot {

/// One concrete check of a piece on the twin.
struct PieceCase {
  std::string input;       ///< In words, for findings and prompts: "r=41 g=15 b=4".
  std::string expected;    ///< "x = {0.6833, 0.2500, 0.0667}"
  std::string example;     ///< The case as a worked example for a prompt.
  std::string statements;  ///< C++ statements that call the piece and print what it did, one line or more.
  /// Whether what the statements did is right; unset where `refutes` decides.
  std::function<bool(const Stretch& seen)> accepts = nullptr;
  /// What was done instead, in words; empty where it is right.
  std::function<std::string(const Stretch& seen)> refutes = nullptr;
};

/// A line that a test prints where a function that returns at once did not.
inline constexpr const char* kTooSlow = "#slow";

/// A line that ends what a case looks at; the rest of its statements only leads to the next case.
inline constexpr const char* kStepOver = "#over";

struct Piece {
  std::string name;       ///< "features"
  std::string prompt;     ///< prompts/guided/PROMPT.mustache; empty: by its name.
  std::string signature;  ///< "void features(int r, int g, int b, float x[3])"
  std::string reference;  ///< The tool's own correct code: oracle of tests and last resort.
  std::vector<PieceCase> cases;
  std::size_t shown_cases = 0;            ///< So many of the first cases are worked examples in the prompt.
  bool needs_sensor = false;              ///< Its test shows stimuli to the sensor.
  bool starts_sensor = false;             ///< The trace must show that the sensor was started.
  std::vector<std::string> lessons = {};  ///< What earlier attempts did wrong, for the prompt.
  std::vector<std::string> summary = {};  ///< What the cases have in common, for the prompt.
  bool remembers = true;                  ///< It needs variables that outlive a call.
  std::string root_cause;                 ///< What a wrong result of it would be in the whole sketch.
  std::string wish = {};                  ///< A behaviour in the user's words. The tool has no code of its own for it.
};

/// The pieces of the application's sketch, in the order in which they stand in it. `stimuli` are objects, see
/// PieceStimuli. Fails with kBadInput for applications that the guided protocol cannot do. `contract` outlives them.
Result<std::vector<Piece>> MakePieces(const Contract& contract, const std::vector<Stimulus>& stimuli);

/// What the cases of pieces are made of: rows of the data set as objects before the sensor, also where it is read in
/// windows; nothing for a sweep.
Result<std::vector<Stimulus>> PieceStimuli(const Contract& contract);

/// Facts that the prompts of the pieces use; see prompts/guided/.
nlohmann::json PieceFacts(const Contract& contract, const Piece& piece);

}  // namespace autopilot
