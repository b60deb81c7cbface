#pragma once

/// Pieces that say and do something with the network's answer.

#include <string>
#include <vector>

#include "app/behaviour.h"
#include "protocol/piece.h"

namespace autopilot {

/// void report(const float score[3]): says the label.
Piece ReportPiece(const Contract& contract);

/// void report(float value): says the number.
Piece NumberReportPiece();

/// Name of the function of the behaviour with that index: "behaviour_1".
std::string BehaviourName(std::size_t index);

/// C++ for what a behaviour may be told.
struct BehaviourMoment {
  std::string answer;   ///< The class, NOTHING, or the number.
  std::string is_new;   ///< Whether an object is seen for the first time.
  std::string changed;  ///< Whether the answer differs from the last one, also by an object that was taken away.
  std::string now;      ///< Milliseconds.
};

/// The statement by which the frame calls it: only with what its check can depend on, since small models use what they
/// are given. What needs no memory is called with each answer, what needs no clock with each other answer.
std::string BehaviourCall(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps,
                          const BehaviourMoment& moment);

/// What the tool cannot write itself: a behaviour of the application, in the user's words. Its cases are one story,
/// step by step. `contract` outlives the piece.
Piece BehaviourPiece(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps);

}  // namespace autopilot
