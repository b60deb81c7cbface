#pragma once

/// Judges scripts and replies of the stages DP and MC that somebody else wrote, by what they leave behind.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/root_causes.h"
#include "gate/reply_gate.h"
#include "script/model_verdict.h"
#include "worker/script_box.h"

namespace autopilot {

/// One script, or a reply that holds one.
struct ScriptCase {
  std::string id;
  std::string as = "script";  ///< "script" or "reply".
  std::string stage;          ///< "dp" or "mc".
  std::string text;
  std::string operation;             ///< Of interfaces: "clean", ..., "convert"; empty where unknown.
  std::vector<std::string> outputs;  ///< Files that it was asked for; a DP reply may name its own.
  std::string run;                   ///< Cases of the same run share a working folder; empty: one of its own.
  ReplyFacts reply;
  std::vector<std::string> folders;  ///< Made before it runs, beside those of `outputs`.
  /// What a new working folder holds, in place of the application's files.
  std::optional<std::vector<WorkerFile>> inputs = std::nullopt;
};

// The move of a JSON value checks an invariant and never throws.
struct ScriptVerdict {  // NOLINT(bugprone-exception-escape)
  Verdict verdict;
  std::string text;         ///< The script as judged.
  nlohmann::json facts;     ///< The object "script" of a verdict: what it opened, wrote and printed.
  bool ended_well = false;  ///< It ran, and ended with status 0.
  std::string printed;      ///< All that it printed, on stdout and stderr.
};

/// The names that `operation` of a case may have.
const std::set<std::string>& KnownOperations();

/// Judges one after the other in one box; what a run's earlier scripts wrote is there for the later ones. References
/// outlive it. Used by one thread.
class ScriptJudge {
 public:
  ScriptJudge(const Contract& contract, const RootCauses& causes, TargetRunner target, ScriptBox& box)
      : contract_(&contract), causes_(&causes), target_(std::move(target)), box_(&box) {}

  /// Fails for infrastructure reasons only.
  Result<ScriptVerdict> Judge(const ScriptCase& candidate);

  /// Where a script finds the files of the application.
  std::vector<WorkerFile> Inputs() const;
  /// Where the scripts of a run ran; empty before the first one.
  std::filesystem::path FolderOf(const std::string& run) const;

 private:
  Result<std::vector<Finding>> JudgeTables(const ScriptCase& candidate, const std::vector<std::string>& outputs,
                                           const ScriptRun& run, const std::string& work, nlohmann::json& facts,
                                           TablesSeen& seen);
  Result<std::vector<Finding>> JudgeModel(const ScriptCase& candidate, const std::vector<std::string>& outputs,
                                          const ScriptRun& run, const std::string& work, ScriptVerdict& result);
  ScriptJob JobFor(const ScriptCase& candidate, const std::string& script, const std::vector<std::string>& outputs,
                   const std::string& work) const;

  const Contract* contract_;
  const RootCauses* causes_;
  TargetRunner target_;
  ScriptBox* box_;
  std::optional<KerasAnswers> keras_;
  std::string model_file_;                             ///< The converted model, where tasks find it.
  std::map<std::string, std::string> folders_;         ///< Run -> working folder.
  std::map<std::string, std::set<std::string>> good_;  ///< Working folder -> tables that were found good.
  int number_ = 0;
};

}  // namespace autopilot
