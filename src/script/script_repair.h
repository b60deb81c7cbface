#pragma once

/// Mending scripts of DP and MC without a model. The rules read Python's own syntax tree and so are written in Python:
/// python/repair_script.py; the loop that keeps what is progress is the one of sketches.

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "repair/repairer.h"
#include "script/script_judge.h"

namespace autopilot {

/// One script, mended as far as is certain.
struct ScriptRepaired {
  std::string author;  ///< The script as it was judged: of a reply, that in it.
  Repaired repaired;
};

/// What packages call otherwise, and short names of modules: profiles/script-repairs.toml, as the rules take it. Fails
/// with kInfrastructure for a file that is missing or malformed.
Result<nlohmann::json> LoadScriptRepairs(const std::filesystem::path& profiles);

/// Mends one script after the other in one box. Each try runs in a folder of its own that begins as the script found
/// it; what the script as it ends up leaves behind is there for the later ones of its run. References outlive it. Used
/// by one thread.
class ScriptRepairer {
 public:
  ScriptRepairer(const Contract& contract, ScriptJudge& judge, ScriptBox& box, nlohmann::json facts)
      : contract_(&contract), judge_(&judge), box_(&box), facts_(std::move(facts)) {}

  /// Fails for infrastructure reasons only.
  Result<ScriptRepaired> Repair(const ScriptCase& candidate);

 private:
  class Tries;

  const Contract* contract_;
  ScriptJudge* judge_;
  ScriptBox* box_;
  nlohmann::json facts_;
  std::map<std::string, std::string> left_;  ///< Run -> name of the try whose folder holds what its scripts have left.
  int number_ = 0;
};

}  // namespace autopilot
