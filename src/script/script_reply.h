#pragma once

/// From a reply of the stages DP and MC to the script in it and the files that it names.

#include <string>
#include <vector>

#include "core/status.h"
#include "gate/reply_gate.h"

namespace autopilot {

struct ScriptReply {
  std::string script;                ///< Empty unless the verdict is pass, and for a plan.
  std::vector<std::string> outputs;  ///< The new paths of its JSON object, relative, in order.
  bool plan = false;                 ///< A list of operations, as DP begins with: there is nothing to run.
  GateAnswer answer;
};

/// Both shapes: a script and a JSON object of old path -> new path, or one JSON object with the code; with or without
/// fences and prose around. A JSON object that cannot be read is a warning beside a script (what it writes is seen
/// anyway), and refuses a reply that holds nothing else.
ScriptReply ReadScriptReply(const std::string& reply, const std::string& stage, const ReplyFacts& facts);

/// A path as scripts and replies write it, relative to the script's folder; empty for one that leaves it.
std::string PlainOutput(const std::string& path);

/// Whether all paths that a user asks for lie below the script's folder. kBadInput names the first that does not.
Status CheckOutputs(const std::vector<std::string>& outputs);

/// "data/out.csv" and "train_set.csv_labels", but no sentence with a full stop and no "from_0.0_to_1.0".
bool IsFileName(const std::string& text);

}  // namespace autopilot
