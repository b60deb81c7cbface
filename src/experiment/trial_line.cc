#include "experiment/trial_line.h"

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

std::string Dump(const json& object) { return object.dump(-1, ' ', false, json::error_handler_t::replace); }

json ToJson(const std::optional<double>& number) { return number ? json(*number) : json(); }
std::optional<double> NumberFrom(const json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<double>();
}

json ToJson(const ProviderChoice& asks) {
  json object = {{"name", asks.name},
                 {"model", asks.model},
                 {"base_url", asks.base_url},
                 {"wire", asks.wire},
                 {"key_variable", asks.key_variable},
                 {"context_window", asks.context_window}};
  if (asks.writes_functions) object["writes_functions"] = *asks.writes_functions;
  return object;
}

ProviderChoice ChoiceFrom(const json& object) {
  ProviderChoice asks;
  asks.name = object.at("name").get<std::string>();
  asks.model = object.at("model").get<std::string>();
  asks.base_url = object.at("base_url").get<std::string>();
  asks.wire = object.at("wire").get<std::string>();
  asks.key_variable = object.at("key_variable").get<std::string>();
  asks.context_window = object.at("context_window").get<int>();
  if (object.contains("writes_functions")) asks.writes_functions = object["writes_functions"].get<bool>();
  return asks;
}

json ToJson(const TrialRecord& record) {
  return {{"experiment", record.experiment},   {"model", record.model},
          {"protocol", record.protocol},       {"variant", record.variant},
          {"application", record.application}, {"sampling", record.sampling},
          {"repeat", record.repeat},           {"run", record.run}};
}

TrialRecord RecordFrom(const json& object) {
  const auto text = [&](const char* key) { return object.at(key).get<std::string>(); };
  return {text("experiment"),
          text("model"),
          text("protocol"),
          text("variant"),
          text("application"),
          text("sampling"),
          object.at("repeat").get<int>(),
          text("run")};
}

Error Strange(const json::exception& error) {
  return Infrastructure(std::string("a trial's line cannot be read: ") + error.what(),
                        "workers and the program that starts them must be the same version");
}

}  // namespace

std::string ToLine(const RunRequest& request) {
  const TrialOfRun& trial = *request.trial;
  return Dump({{"application", request.application.string()},
               {"stages", request.stages},
               {"protocol", request.protocol},
               {"paper_prompt", request.paper.prompt},
               {"paper_precise", request.paper.precise},
               {"out", request.out.string()},
               {"seed", request.seed},
               {"limits",
                {{"tokens", request.limits.tokens},
                 {"usd", request.limits.usd},
                 {"seconds", request.limits.seconds},
                 {"attempts", request.limits.attempts_a_step}}},
               {"allow_unknown_price", request.allow_unknown_price},
               {"replay", request.replay.string()},
               {"resume", request.resume},
               {"report", request.report},
               {"trial", ToJson(trial.record)},
               {"shard", trial.shard},
               {"asks", ToJson(trial.asks)},
               {"temperature", ToJson(trial.temperature)},
               {"top_p", ToJson(trial.top_p)},
               {"prompts", trial.prompts.string()},
               {"answers", trial.answers.string()}});
}

Result<RunRequest> RequestFrom(const std::string& line) {
  try {
    const json object = json::parse(line);
    const auto text = [&](const char* key) { return object.at(key).get<std::string>(); };
    RunRequest request;
    request.application = text("application");
    request.stages = object.at("stages").get<std::vector<std::string>>();
    request.protocol = text("protocol");
    request.paper = {text("paper_prompt"), object.at("paper_precise").get<bool>()};
    request.out = text("out");
    request.seed = object.at("seed").get<int>();
    const json& limits = object.at("limits");
    request.limits = {limits.at("tokens").get<int>(), limits.at("usd").get<double>(),
                      limits.at("seconds").get<double>(), limits.at("attempts").get<int>()};
    request.allow_unknown_price = object.at("allow_unknown_price").get<bool>();
    request.replay = text("replay");
    request.resume = text("resume");
    request.report = object.at("report").get<bool>();
    TrialOfRun trial;
    trial.record = RecordFrom(object.at("trial"));
    trial.shard = text("shard");
    trial.asks = ChoiceFrom(object.at("asks"));
    trial.temperature = NumberFrom(object.at("temperature"));
    trial.top_p = NumberFrom(object.at("top_p"));
    trial.prompts = text("prompts");
    trial.answers = text("answers");
    request.trial = std::move(trial);
    return request;
  } catch (const json::exception& error) {
    return Fail(Strange(error));
  }
}

std::string ToLine(const TrialOutcome& outcome) {
  json object = {{"verdict", outcome.verdict}, {"tokens", outcome.tokens}, {"usd", outcome.usd}, {"why", outcome.why}};
  if (!outcome.error) {
    const Error& error = outcome.error.error();
    object["error"] = {{"kind", static_cast<int>(error.kind)},
                       {"message", error.message},
                       {"cure", error.cure},
                       {"file", error.file},
                       {"line", error.line}};
  }
  return Dump(object);
}

Result<TrialOutcome> OutcomeFrom(const std::string& line) {
  try {
    const json object = json::parse(line);
    TrialOutcome outcome;
    outcome.verdict = object.at("verdict").get<std::string>();
    outcome.tokens = object.at("tokens").get<double>();
    outcome.usd = object.at("usd").get<double>();
    outcome.why = object.at("why").get<std::string>();
    if (object.contains("error")) {
      const json& error = object["error"];
      outcome.error =
          Fail({static_cast<ErrorKind>(error.at("kind").get<int>()), error.at("message").get<std::string>(),
                error.at("cure").get<std::string>(), error.at("file").get<std::string>(), error.at("line").get<int>()});
    }
    return outcome;
  } catch (const json::exception& error) {
    return Fail(Strange(error));
  }
}

}  // namespace autopilot
