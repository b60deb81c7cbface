#include "engine/script_verifier.h"

#include "app/application.h"
#include "stage/convert_for_judging.h"
#include "twin/target_run.h"

namespace autopilot {

Result<std::unique_ptr<ScriptVerifier>> ScriptVerifier::Create(const std::filesystem::path& app_toml,
                                                               const std::string& library, Workshop& workshop) {
  AUTOPILOT_TRY(application, LoadForJudging(app_toml, library, workshop));
  AUTOPILOT_TRY(contract, workshop.Measure(application));
  if (!application.tflite && !application.header) {
    AUTOPILOT_TRY(worker, workshop.worker());
    AUTOPILOT_CHECK(ConvertForJudging(contract, *worker, workshop.paths()));
  }
  return std::unique_ptr<ScriptVerifier>(new ScriptVerifier(std::move(contract), workshop));
}

ScriptJudge ScriptVerifier::JudgeIn(ScriptBox& box) const {
  Workshop& workshop = *workshop_;
  const TargetRunner target = [&workshop](const Contract& contract, const std::vector<std::vector<double>>& rows,
                                          const std::filesystem::path& folder) -> Result<TargetRun> {
    AUTOPILOT_TRY(twin, workshop.twin());
    return RunOnTarget(*twin, contract, rows, folder);
  };
  return {contract_, workshop.causes(), target, box};
}

Result<std::unique_ptr<ScriptBox>> OpenScriptBox(Workshop& workshop) {
  AUTOPILOT_TRY(sandbox, workshop.sandbox());
  return ScriptBox::Start(workshop.paths(), *sandbox);
}

ScriptCase AsScript(const VerifyCase& candidate) {
  ScriptCase script;
  script.id = candidate.id;
  script.as = candidate.as;
  script.stage = candidate.stage;
  script.text = candidate.text;
  script.operation = candidate.operation;
  script.outputs = candidate.outputs;
  script.run = candidate.run;
  script.reply = {candidate.finish_reason, candidate.prompt_tokens, candidate.context_window};
  return script;
}

Result<VerifyResult> JudgeScript(const VerifyCase& candidate, ScriptJudge& judge) {
  AUTOPILOT_TRY(judged, judge.Judge(AsScript(candidate)));
  VerifyResult result;
  result.id = candidate.id;
  result.text = std::move(judged.text);
  result.verdict = std::move(judged.verdict);
  result.script = judged.facts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return result;
}

}  // namespace autopilot
