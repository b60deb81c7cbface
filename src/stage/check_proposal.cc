#include "stage/check_proposal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "protocol/sketch_frame.h"
#include "reply/lenient_json.h"
#include "stage/decision.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kTemperature = 0.4;
constexpr int kAnswerTokens = 400;
constexpr int kMostSteps = 6;
constexpr int kLongestWord = 24;

bool IsNumber(const Contract& contract) { return contract.application.report == "number"; }

/// What may be shown: a closed list wherever there is one.
json GivenSchema(const Contract& contract) {
  if (IsNumber(contract)) return {{"type", "number"}};
  std::vector<std::string> given = contract.application.labels;
  for (const char* pause : {"pause 3 s", "pause 12 s", "pause 65 s"}) given.emplace_back(pause);
  return {{"type", "string"}, {"enum", given}};
}

std::vector<std::string> LedStates(const Contract& contract) {
  std::vector<std::string> states = {"none"};
  for (const BoardLed& led : contract.board.leds) {
    for (const char* state : {" on", " off", " blinks"}) states.push_back(led.pin + state);
  }
  return states;
}

std::string Schema(const Contract& contract) {
  const json step = {{"type", "object"},
                     {"properties",
                      {{"given", GivenSchema(contract)},
                       {"led", {{"type", "string"}, {"enum", LedStates(contract)}}},
                       {"says", {{"type", "string"}, {"maxLength", kLongestWord}}}}},
                     {"required", {"given", "led", "says"}},
                     {"additionalProperties", false}};
  return json{
      {"type", "object"},
      {"properties", {{"steps", {{"type", "array"}, {"items", step}, {"minItems", 2}, {"maxItems", kMostSteps}}}}},
      {"required", {"steps"}},
      {"additionalProperties", false}}
      .dump();
}

Finding Unusable(std::string cause, std::string message, const std::string& reply) {
  Finding finding;
  finding.rule = "reply/check";
  finding.root_cause = std::move(cause);
  finding.message = std::move(message);
  finding.evidence = reply.substr(0, 300);
  finding.next = "answer with the JSON object only";
  return finding;
}

/// The check in a reply, put into `wish`; or why there is none.
std::optional<Finding> ReadCheck(const Contract& contract, const std::string& reply, Behaviour& wish) {
  const auto open = reply.find('{');
  const auto read = open == std::string::npos ? std::nullopt : ReadLenientJson(std::string_view(reply).substr(open));
  if (!read || !read->value.is_object()) return Unusable("spec_unparsable", "the reply holds no JSON object", reply);
  const auto steps = read->value.find("steps");
  if (steps == read->value.end() || !steps->is_array())
    return Unusable("spec_incomplete", "the JSON object has no \"steps\"", reply);
  Behaviour proposed = wish;
  bool expects = false;
  for (const auto& step : *steps) {
    if (!step.is_object() || !step.contains("given")) return Unusable("spec_incomplete", "a step shows nothing", reply);
    const auto& given = step["given"];
    const std::string led = step.value("led", "none");
    const std::string says = step.value("says", "");
    std::vector<std::string> expect;
    if (led != "none" && !led.empty()) expect.push_back(led);
    if (!says.empty()) expect.push_back(fmt::format("says \"{}\"", says));
    expects = expects || !expect.empty();
    proposed.given.push_back(given.is_string() ? given.get<std::string>() : given.dump());
    proposed.expect.push_back(fmt::format("{}", fmt::join(expect, " and ")));
  }
  if (!expects) return Unusable("spec_incomplete", "no step expects anything", reply);
  const auto parsed =
      ParseBehaviour(proposed, IsNumber(contract) ? std::vector<std::string>() : contract.application.labels);
  if (!parsed) return Unusable("spec_incomplete", parsed.error().message, reply);
  wish = std::move(proposed);
  return std::nullopt;
}

std::string TomlList(const std::vector<std::string>& texts) {
  // JSON's texts are TOML's, too: what the two escape is escaped alike.
  return json(texts).dump();
}

std::string TomlOf(const Behaviour& wish) {
  return fmt::format("[[behaviour]]\ntext   = {}\ngiven  = {}\nexpect = {}\n", json(wish.text).dump(),
                     TomlList(wish.given), TomlList(wish.expect));
}

/// True once the wish has a check.
Result<bool> Propose(StageContext& context, std::size_t index, Behaviour& wish, Decision& decision) {
  const Contract& contract = context.contract;
  const json facts = {{"description", contract.application.description},
                      {"wish", wish.text},
                      {"number", IsNumber(contract)},
                      {"labels", fmt::format("{}", fmt::join(contract.application.labels, ", "))},
                      {"leds", LedList(contract)}};
  for (int attempt = 1; attempt <= context.dialogue.attempts_a_step(); ++attempt) {
    AUTOPILOT_TRY(prompt, context.prompts.Render("guided/behaviour_check", facts));
    ChatRequest request;
    request.key = {"sg", decision.step, attempt};
    request.messages = {{"system", prompt.system}, {"user", prompt.user}};
    request.temperature = kTemperature;
    request.max_tokens = kAnswerTokens;
    request.seed = context.SeedOf(static_cast<int>(index) * 100 + attempt);
    request.json_schema = Schema(contract);
    AUTOPILOT_TRY(answer, context.dialogue.Ask(request));
    AUTOPILOT_CHECK(CheckPromptWhole(context, answer, request.key));
    const auto unusable = ReadCheck(contract, answer.reply.text, wish);
    std::vector<Finding> findings;
    if (unusable) findings.push_back(*unusable);
    AUTOPILOT_CHECK(
        context.dialogue.Judge(answer, request.key, answer.reply.text, VerdictOf(context.causes, "reply", findings)));
    decision.attempts = attempt;
    if (!unusable) return true;
  }
  return false;
}

}  // namespace

Status ProposeChecks(StageContext& context, StageResult& result) {
  if (!HasModel(context)) return {};
  std::string proposals;
  std::vector<Behaviour>& wishes = context.contract.application.behaviours;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    if (!wishes[i].given.empty()) continue;
    Decision decision;
    decision.step = fmt::format("check_{}", i + 1);
    AUTOPILOT_TRY(proposed, Propose(context, i, wishes[i], decision));
    decision.decided_by = proposed ? "model" : "nobody";
    decision.choice = proposed ? TomlOf(wishes[i]) : "none";
    decision.reason = proposed ? "proposed; whether it is what was meant, the user says" : "no answer was a check";
    AUTOPILOT_CHECK(RecordDecision(context, "sg", decision));
    result.decisions.push_back(decision);
    if (!proposed) continue;
    context.dialogue.console().Warn(fmt::format(
        "\"{}\" has no check in app.toml. The model proposes this one, and this run goes by it; keep it there if it is "
        "what you mean, or mend it:\n{}",
        wishes[i].text, decision.choice));
    proposals += decision.choice + "\n";
  }
  if (proposals.empty()) return {};
  const std::filesystem::path file = context.folder / "proposed-checks.toml";
  AUTOPILOT_CHECK(WriteFile(file, proposals));
  result.artifacts.push_back(file);
  return {};
}

}  // namespace autopilot
