#pragma once

/// From a reply of the stages DP and MC to the script in it and the files that it names.

#include <string>
#include <vector>

#include "gate/reply_gate.h"

namespace autopilot {

struct ScriptReply {
  std::string script;                ///< Empty unless the verdict is pass, and for a plan.
  std::vector<std::string> outputs;  ///< The new paths of its JSON object, relative, in order.
  bool plan = false;                 ///< A list of operations, as DP begins with: there is nothing to run.
  GateAnswer answer;
};

/// Both shapes: fenced blocks (the script, a JSON object of old path -> new path), or one JSON object with the code. A
/// JSON object that cannot be read is a warning: what the script writes is seen anyway.
ScriptReply ReadScriptReply(const std::string& reply, const std::string& stage, const ReplyFacts& facts);

/// A path as scripts and replies write it, relative to the script's folder; empty for one that leaves it.
std::string PlainOutput(const std::string& path);

}  // namespace autopilot
