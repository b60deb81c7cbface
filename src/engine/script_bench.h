#pragma once

/// What one thread of a batch judges and mends scripts with: a warm Python process, started when the first one comes.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch.h"
#include "engine/script_verifier.h"
#include "engine/verifiers.h"
#include "script/script_repair.h"

namespace autopilot {

/// Cases that one thread takes together, in this order: a run by its steps, or a single case.
std::vector<std::vector<std::size_t>> RunsOf(const std::vector<BatchCase>& cases);

/// Used by one thread. References outlive it.
class ScriptBench {
 public:
  ScriptBench(Workshop& workshop, const Verifiers& verifiers) : workshop_(workshop), verifiers_(verifiers) {}

  /// Before another run: a process that cannot keep folders apart serves one run only.
  void Clear() {
    if (box_ && !box_->isolates()) Close();
  }

  /// Both fail for infrastructure reasons only.
  Result<VerifyResult> Judge(const BatchCase& item);
  /// `facts` as LoadScriptRepairs reads them; the same at every call.
  Result<ScriptRepaired> Repair(const BatchCase& item, const nlohmann::json& facts);

 private:
  Result<ScriptJudge*> JudgeFor(const BatchCase& item);
  void Close();

  Workshop& workshop_;
  const Verifiers& verifiers_;
  std::unique_ptr<ScriptBox> box_;
  std::map<std::string, ScriptJudge> judges_;        ///< By library.
  std::map<std::string, ScriptRepairer> repairers_;  ///< By library.
};

}  // namespace autopilot
