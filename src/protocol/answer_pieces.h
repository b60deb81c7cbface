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

/// How the frame calls it, given C++ for the answer, whether it is new, and the time: only with what its check can
/// depend on. What needs no memory gets the answer alone: small models use what they are given.
std::string BehaviourCall(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps,
                          const std::string& answer, const std::string& is_new, const std::string& now);

/// What the tool cannot write itself: a behaviour of the application, in the user's words. Its cases are one story,
/// step by step. `contract` outlives the piece.
Piece BehaviourPiece(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps);

}  // namespace autopilot
