#pragma once

/// Judging scripts and replies of DP and MC: `autopilot verify --stage dp|mc`.

#include <filesystem>
#include <memory>
#include <string>

#include "engine/verify.h"
#include "engine/workshop.h"
#include "script/script_judge.h"

namespace autopilot {

/// The facts of one application, for any number of judges. Thread-safe after creation.
class ScriptVerifier {
 public:
  /// Measures the application with its Keras model, and converts that one where app.toml names no converted model.
  /// Fails as MeasureContract does.
  static Result<std::unique_ptr<ScriptVerifier>> Create(const std::filesystem::path& app_toml,
                                                        const std::string& library, Workshop& workshop);

  /// A judge for one thread; `box` is its own.
  ScriptJudge JudgeIn(ScriptBox& box) const;

  const Contract& contract() const { return contract_; }

 private:
  ScriptVerifier(Contract contract, Workshop& workshop) : contract_(std::move(contract)), workshop_(&workshop) {}

  Contract contract_;
  Workshop* workshop_;
};

/// Starts the warm Python process that judging needs.
Result<std::unique_ptr<ScriptBox>> OpenScriptBox(Workshop& workshop);

/// The case as the judge of scripts takes it.
ScriptCase AsScript(const VerifyCase& candidate);

/// One case in a box of its own.
Result<VerifyResult> JudgeScript(const VerifyCase& candidate, ScriptJudge& judge);

}  // namespace autopilot
