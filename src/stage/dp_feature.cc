#include "stage/dp_feature.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/files.h"
#include "reply/extract.h"
#include "twin/stimulus.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kTemperature = 0.7;
constexpr int kFunctionTokens = 400;
constexpr std::size_t kMostExamples = 5;
constexpr int kMostRows = 5000;  // Of the data set, at each brightness.

/// Places of the sensor's channels that the map uses.
Result<std::vector<std::size_t>> UsedChannels(const Contract& contract) {
  std::set<std::string> names;
  for (const FeatureRule& rule : contract.features) {
    AUTOPILOT_TRY(expression, Expression::Parse(rule.expression, contract.sensor->channels));
    names.insert(expression.used().begin(), expression.used().end());
  }
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < contract.sensor->channels.size(); ++i) {
    if (names.count(contract.sensor->channels[i])) places.push_back(i);
  }
  return places;
}

/// Adds the case of a full set of channels, unless the map has no value there.
Status AddCase(const Contract& contract, const std::vector<std::size_t>& used, const std::vector<double>& channels,
               int row, double brightness, FeatureTask& task) {
  AUTOPILOT_TRY(expected, contract.Features(channels));
  if (!std::all_of(expected.begin(), expected.end(), [](double value) { return std::isfinite(value); })) return {};
  FeatureCase one;
  for (std::size_t place : used) one.reading.push_back(channels[place]);
  one.expected = expected;
  one.row = row;
  one.brightness = brightness;
  task.cases.push_back(std::move(one));
  return {};
}

/// Readings spread over the sensor's range, each channel at another step.
Status AddGrid(const Contract& contract, const std::vector<std::size_t>& used, FeatureTask& task) {
  const bool whole = contract.sensor->channel_type == "int";
  const double top = contract.sensor->full_scale > 0 ? contract.sensor->full_scale : 1;
  for (int step = 1; step <= 12; ++step) {
    std::vector<double> channels(contract.sensor->channels.size(), 0.0);
    for (std::size_t i = 0; i < used.size(); ++i) {
      // Multiples of an irrational number fill the range without repeating between channels.
      const double share = std::fmod(step * 0.6180339887 * static_cast<double>(i + 1), 1.0);
      const double value = top * (whole ? share : 2 * share - 1);
      channels[used[i]] = whole ? std::max(1.0, std::round(value)) : std::round(value * 1000) / 1000;
    }
    AUTOPILOT_CHECK(AddCase(contract, used, channels, -1, 0, task));
  }
  return {};
}

/// Two cases of different classes, at the middle brightness, that are easy to tell from each other.
void PickExamples(const Contract& contract, FeatureTask& task) {
  const auto& levels = contract.sensor->brightness;
  const double middle = levels.empty() ? 0 : levels[levels.size() / 2];
  std::set<int> classes;
  for (std::size_t i = 0; i < task.cases.size() && task.examples.size() < 2; ++i) {
    const FeatureCase& one = task.cases[i];
    if (task.from_rows && one.brightness != middle) continue;
    const int label = one.row >= 0 ? contract.data.label_index[static_cast<std::size_t>(one.row)] : static_cast<int>(i);
    if (classes.insert(label).second) task.examples.push_back(i);
  }
}

std::string Numbers(const std::vector<double>& values, const char* separator = ", ") {
  std::string text;
  for (double value : values) text += (text.empty() ? "" : separator) + fmt::format("{:.6g}", value);
  return text;
}

json PromptValues(const Contract& contract, const FeatureTask& task) {
  json rules = json::array();
  std::vector<std::string> names;
  bool needs_math = false;
  for (const FeatureRule& rule : contract.features) {
    rules.push_back({{"feature", rule.feature}, {"expression", rule.expression}});
    names.push_back(rule.feature);
    needs_math = needs_math || rule.expression.find("sqrt") != std::string::npos;
  }
  json examples = json::array();
  for (std::size_t index : task.examples) {
    const FeatureCase& one = task.cases[index];
    examples.push_back({{"input", Numbers(one.reading)}, {"output", Numbers(one.expected)}});
  }
  return {{"sensor", contract.sensor->title},
          {"channels", fmt::format("{}", fmt::join(task.arguments, ", "))},
          {"arguments", fmt::format("{}", fmt::join(task.arguments, ", "))},
          {"features", fmt::format("{}", fmt::join(names, ", "))},
          {"rules", rules},
          {"needs_math", needs_math},
          {"examples", examples}};
}

Result<json> RunFunction(StageContext& context, const FeatureTask& task, const std::string& code, int attempt) {
  json cases = json::array();
  for (const FeatureCase& one : task.cases) {
    double size = 1;
    for (double value : one.expected) size = std::max(size, std::abs(value));
    cases.push_back({{"input", one.reading}, {"expected", one.expected}, {"tolerance", task.tolerance * size}});
  }
  const json request = {{"task", "dp_feature_function"},
                        {"code", code},
                        {"function", "feature"},
                        {"cases", cases},
                        {"tolerance", task.tolerance}};
  return context.worker.Call(request, {}, context.folder / "dp" / "features" / fmt::format("attempt-{}", attempt));
}

/// The verdict on a run of the function; `failed` is the first case that disagreed.
Verdict JudgeRun(const StageContext& context, const json& answer, const FeatureTask& task, std::size_t* failed) {
  const json& failures = answer.at("failures");
  const std::string error = answer.value("error_text", "");
  if (failures.empty() && error.empty()) return VerdictOf(context.causes, "semantics", {});
  Finding finding;
  finding.rule = "semantics/feature-function";
  finding.root_cause = error.empty() ? "input_scaling" : "script_failed";
  finding.message =
      error.empty() ? fmt::format("{} of {} worked examples come out wrong", failures.size(), answer.value("cases", 0))
                    : "the function fails: " + error;
  finding.line = answer.value("line", 0);
  finding.next = "compute the inputs exactly as the contract's map says";
  if (!failures.empty()) {
    const json& first = failures.front();
    finding.counterexample = {first.at("input").dump(), first.at("expected").dump(), first.at("got").dump()};
    for (std::size_t i = 0; i < task.cases.size(); ++i) {
      if (json(task.cases[i].reading) == first.at("input")) *failed = i;
    }
  }
  return VerdictOf(context.causes, "semantics", {finding});
}

void ReadComputed(const json& answer, std::vector<std::vector<double>>& computed) {
  computed = answer.at("results").get<std::vector<std::vector<double>>>();
}

Result<ChatRequest> RequestFor(const StageContext& context, const FeatureTask& task, int attempt) {
  AUTOPILOT_TRY(prompt, context.prompts.Render("dp/features", PromptValues(context.contract, task)));
  ChatRequest request;
  request.key = {"dp", "features", attempt};
  request.messages = {{"system", prompt.system}, {"user", prompt.user}};
  request.temperature = kTemperature;
  request.max_tokens = kFunctionTokens;
  request.seed = context.SeedOf(attempt);
  return request;
}

/// One attempt: ask, extract, run, judge. True if the function passes every case.
Result<bool> Attempt(StageContext& context, FeatureTask& task, int attempt, std::set<std::string>& seen,
                     FeatureResult& result) {
  AUTOPILOT_TRY(request, RequestFor(context, task, attempt));
  AUTOPILOT_TRY(answer, context.dialogue.Ask(request));
  AUTOPILOT_CHECK(CheckPromptWhole(context, answer, request.key));
  Extraction extraction = Extract(answer.reply.text, Wanted::kPython, answer.reply.finish_reason);
  Verdict verdict = VerdictOf(context.causes, "reply", extraction.findings);
  if (extraction.ok() && !seen.insert(extraction.code).second) {
    Finding again;
    again.rule = "reply/identical";
    again.root_cause = "reply_identical_retry";
    again.message = "the same function as an earlier attempt";
    verdict = VerdictOf(context.causes, "reply", {again});
  } else if (extraction.ok() && verdict.passed()) {
    std::size_t failed = task.cases.size();
    AUTOPILOT_TRY(judged, Timed([&]() -> Result<Verdict> {
                    AUTOPILOT_TRY(run, RunFunction(context, task, extraction.code, attempt));
                    Verdict outcome = JudgeRun(context, run, task, &failed);
                    if (outcome.passed()) ReadComputed(run, result.computed);
                    return outcome;
                  }));
    verdict = std::move(judged);
    if (verdict.passed()) {
      result.code = extraction.code;
    } else if (failed < task.cases.size() && task.examples.size() < kMostExamples &&
               std::find(task.examples.begin(), task.examples.end(), failed) == task.examples.end()) {
      task.examples.push_back(failed);
    }
  }
  AUTOPILOT_CHECK(context.dialogue.Judge(answer, request.key, extraction.code, verdict));
  result.outcome.verdict = verdict;
  return verdict.passed() && extraction.ok();
}

}  // namespace

Result<FeatureTask> MakeFeatureTask(const Contract& contract) {
  FeatureTask task;
  AUTOPILOT_TRY(used, UsedChannels(contract));
  for (std::size_t place : used) task.arguments.push_back(contract.sensor->channels[place]);
  const int rows = static_cast<int>(contract.data.size());
  task.sampled = rows > kMostRows;
  const auto stimuli = DeriveStimuli(contract, std::min(rows, kMostRows));
  if (stimuli) {
    for (const Stimulus& stimulus : *stimuli) {
      AUTOPILOT_CHECK(AddCase(contract, used, stimulus.channels, stimulus.row, stimulus.brightness, task));
    }
  }
  task.from_rows = !task.cases.empty();
  if (!task.from_rows) AUTOPILOT_CHECK(AddGrid(contract, used, task));
  if (task.cases.empty()) {
    return Fail(BadInput("the sensor's map has no value for any reading", "check [[sensor]] map")
                    .At(contract.application.file.string()));
  }
  PickExamples(contract, task);
  return task;
}

std::string ReferenceFunction(const Contract& contract, const FeatureTask& task) {
  std::string code = "from math import sqrt\n\n\n";
  code += fmt::format("def feature({}):\n    return [\n", fmt::join(task.arguments, ", "));
  for (const FeatureRule& rule : contract.features) {
    std::string expression = rule.expression;
    // The map writes powers as ^.
    for (auto at = expression.find('^'); at != std::string::npos; at = expression.find('^', at + 2)) {
      expression.replace(at, 1, "**");
    }
    code += fmt::format("        {},\n", expression);
  }
  return code + "    ]\n";
}

Result<FeatureResult> WriteFeatureFunction(StageContext& context, FeatureTask& task) {
  FeatureResult result;
  Decision& decision = result.outcome.decision;
  decision.step = "features";
  std::set<std::string> seen;
  const int most = HasModel(context) ? context.dialogue.attempts_a_step() : 0;
  bool passed = false;
  while (!passed && decision.attempts < most) {
    ++decision.attempts;
    AUTOPILOT_TRY(good, Attempt(context, task, decision.attempts, seen, result));
    passed = good;
  }
  decision.decided_by = passed ? "model" : "reference";
  if (!passed) {
    result.code = ReferenceFunction(context.contract, task);
    AUTOPILOT_TRY(proposal,
                  context.dialogue.Propose({"dp", "features", decision.attempts + 1}, "reference", result.code));
    AUTOPILOT_TRY(run, RunFunction(context, task, result.code, decision.attempts + 1));
    std::size_t failed = 0;
    result.outcome.verdict = JudgeRun(context, run, task, &failed);
    AUTOPILOT_CHECK(context.dialogue.JudgeProposal(proposal, result.outcome.verdict));
    if (result.outcome.verdict.passed()) ReadComputed(run, result.computed);
  }
  decision.choice = result.code;
  decision.reason = fmt::format("{} readings, {}: all as the contract's map says", task.cases.size(),
                                task.from_rows ? "derived from the rows of the data set" : "over the sensor's range");
  if (!result.outcome.verdict.passed()) decision.reason = EvidenceOf(result.outcome.verdict);
  return result;
}

}  // namespace autopilot
