#pragma once

/// Wishes beyond reporting, and the check that shows that they are met: what is shown, one thing after another, and
/// what the board must have done by then. Format: docs/formats/app.md, [[behaviour]].

#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One thing that must hold at the end of a step.
struct Expectation {
  enum class Kind {
    kOn,           ///< The LED is lit, the pin is high.
    kOff,          ///< The LED is dark, the pin is low.
    kBlinks,       ///< The pin changed at least twice during the step.
    kSays,         ///< A line of the step holds `text` as a word of its own.
    kSaysNothing,  ///< No line of the step but the application's own reports.
  };
  Kind kind = Kind::kSaysNothing;
  std::string pin;    ///< "LEDG"
  std::string text;   ///< Of kSays.
  std::string words;  ///< As it was written: "LEDG on".
};

/// One thing that is shown, or nothing for a while.
struct BehaviourStep {
  enum class Kind {
    kAnswer,  ///< Something that the network answers with `label`.
    kValue,   ///< Something that the network answers with about `value`.
    kPause,   ///< Nothing.
  };
  Kind kind = Kind::kPause;
  int label = -1;
  double value = 0;
  double seconds = 0;  ///< How long.
  std::string words;   ///< As it was written: "Banana for 3 s".
  std::vector<Expectation> expect;
};

/// [[behaviour]], as it stands in app.toml.
struct Behaviour {
  std::string text;                 ///< In words: "light the green LED while it is a banana".
  std::vector<std::string> given;   ///< One text a step.
  std::vector<std::string> expect;  ///< As many; empty texts expect nothing. None at all: not checked.
  int line = 0;                     ///< Of the section, for errors.
};

/// The steps of a check. `labels` are the model's, empty where it answers with a number.
/// Fails with kBadInput and the cure: different counts, an unknown label, words that are no expectation.
Result<std::vector<BehaviourStep>> ParseBehaviour(const Behaviour& behaviour, const std::vector<std::string>& labels);

/// What `words` ("LEDG on and says "3"") ask for. Fails as ParseBehaviour.
Result<std::vector<Expectation>> ParseExpectations(const std::string& words);

}  // namespace autopilot
