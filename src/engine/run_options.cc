#include "engine/run_options.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace autopilot {

nlohmann::json RunOptionsJson(const RunRequest& request, bool unsafe_no_sandbox) {
  nlohmann::json options = {{"stages", request.stages},
                            {"unsafe_no_sandbox", unsafe_no_sandbox},
                            {"protocol", request.protocol},
                            {"paper_prompt", request.paper.prompt},
                            {"paper_precise", request.paper.precise},
                            {"provider", request.provider},
                            {"seed", request.seed},
                            {"replay", request.replay.string()},
                            {"max_tokens", request.limits.tokens},
                            {"max_usd", request.limits.usd},
                            {"allow_unknown_price", request.allow_unknown_price},
                            {"max_seconds", request.limits.seconds},
                            {"attempts_a_step", request.limits.attempts_a_step}};
  if (!request.trial) return options;
  const TrialOfRun& trial = *request.trial;
  options["experiment"] = trial.record.experiment;
  options["shard"] = trial.shard;
  options["prompts"] = trial.prompts.string();
  if (trial.temperature) options["temperature"] = *trial.temperature;
  if (trial.top_p) options["top_p"] = *trial.top_p;
  return options;
}

Result<RunRequest> RestoreRequest(const RunRecord& record, const RunRequest& given) {
  if (given.trial) return given;
  RunRequest request = given;
  request.application = record.application;
  const nlohmann::json options = nlohmann::json::parse(record.options, nullptr, false);
  if (!options.is_object()) return request;
  if (const std::string experiment = options.value("experiment", std::string()); !experiment.empty()) {
    return Fail(BadInput(fmt::format("the run {} is a trial of the experiment \"{}\"", record.id, experiment),
                         "go on with `autopilot experiment run` and its experiment.toml"));
  }
  request.stages = options.value("stages", request.stages);
  request.protocol = options.value("protocol", request.protocol);
  request.paper.prompt = options.value("paper_prompt", request.paper.prompt);
  request.paper.precise = options.value("paper_precise", request.paper.precise);
  if (given.provider.empty()) request.provider = options.value("provider", std::string());
  request.seed = options.value("seed", 0);
  request.replay = options.value("replay", std::string());
  if (given.limits.tokens == 0) request.limits.tokens = options.value("max_tokens", 0);
  if (given.limits.usd == 0) request.limits.usd = options.value("max_usd", 0.0);
  request.limits.attempts_a_step = options.value("attempts_a_step", request.limits.attempts_a_step);
  if (options.value("allow_unknown_price", false)) request.allow_unknown_price = true;
  if (given.limits.seconds == 0) request.limits.seconds = options.value("max_seconds", 0.0);
  return request;
}

}  // namespace autopilot
