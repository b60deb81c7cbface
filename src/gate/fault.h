#pragma once

/// Findings of the gates that judge a run.

#include <string>

#include "finding/finding.h"

namespace autopilot {

/// An error of the gate `behaviour`, with the rule "behaviour/`rule`".
Finding BehaviourFault(const std::string& rule, std::string cause, std::string message, std::string next = "");

/// An error of the gate `semantics`, with the rule "semantics/`rule`".
Finding SemanticsFault(const std::string& rule, std::string cause, std::string message, std::string next = "");

}  // namespace autopilot
