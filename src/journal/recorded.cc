#include "journal/recorded.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "journal/recorded_langfuse.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

template <typename Number>
Number NumberOf(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<Number>() : Number{};
}

/// "sg_sketch_code_gen_attempt#3" -> "sketch_code_gen": stage and attempt have columns of their own.
std::string StepName(const std::string& step, const std::string& stage) {
  std::string name = step.substr(0, step.find("_attempt#"));
  if (name.starts_with(stage + "_")) name.erase(0, stage.size() + 1);
  return name.empty() ? "reply" : name;
}

RecordedAttempt ReadAttempt(const json& object) {
  RecordedAttempt recorded;
  const std::string sketch = Text(object, "sketch");
  const std::string step = Text(object, "step");
  RunRecord& run = recorded.run;
  run.id = Text(object, "run");
  run.name = Text(object, "batch").empty() ? run.id : Text(object, "batch");
  run.options = json{{"imported", true}, {"model", Text(object, "model")}, {"prompt", Text(object, "prompt")}}.dump();
  recorded.run_status = Text(object, "run_status");
  AttemptRecord& attempt = recorded.attempt;
  attempt.run = run.id;
  attempt.key.stage = step.empty() ? "sg" : StageOf(step);
  attempt.key.step = StepName(step, attempt.key.stage);
  attempt.key.attempt = std::max(1, NumberOf<int>(object, "attempt"));
  recorded.numbered = object.contains("attempt");
  attempt.proposer = "recorded/" + Text(object, "model");
  attempt.parameters = json{{"prompt_family", Text(object, "prompt")}}.dump();
  attempt.answered = true;
  attempt.candidate_text = sketch;
  attempt.reply.text = sketch.empty() ? Text(object, "reply") : sketch;
  attempt.reply.prompt_tokens = NumberOf<int>(object, "prompt_tokens");
  attempt.reply.completion_tokens = NumberOf<int>(object, "completion_tokens");
  attempt.reply.usd = NumberOf<double>(object, "usd");
  attempt.reply.seconds = NumberOf<double>(object, "latency_ms") / 1000;
  attempt.reply.finish_reason = Text(object, "finish_reason");
  attempt.reply.provider = "recorded";
  attempt.reply.model = Text(object, "model");
  return recorded;
}

}  // namespace

Verdict RecordedVerdict(const LogEntry& entry, const std::string& stage, const Taxonomy& taxonomy, CauseRules& rules) {
  Verdict verdict;
  if (!entry.failed) {
    verdict.builds = stage == "sg" ? 1 : -1;
    return verdict;
  }
  verdict.verdict = VerdictKind::kReject;
  verdict.gate = stage == "sg" ? "toolchain" : "behaviour";
  const Cause cause = rules.Classify(entry);
  verdict.root_cause = cause.root_cause;
  verdict.paper_category = entry.message.empty() ? "none" : taxonomy.Classify(entry.message, entry.timestamp).category;
  const bool cut = cause.root_cause == "prompt_truncated";
  if (cut) verdict.verdict = VerdictKind::kInfrastructure;
  if (stage == "sg" && (entry.message + entry.details).find("error: ") != std::string::npos) verdict.builds = 0;
  Finding finding;
  finding.rule = "recorded/failure";
  finding.root_cause = verdict.root_cause;
  finding.paper_category = verdict.paper_category;
  finding.message = entry.message.empty() ? "recorded as failed, without a word of why" : entry.message;
  if (cut) finding.message = "the provider cut the prompt to its window; recorded: " + finding.message;
  finding.evidence = entry.details;
  verdict.findings.push_back(std::move(finding));
  return verdict;
}

Result<Recorded> ReadRecorded(const json& object, const Taxonomy& taxonomy, CauseRules& rules) {
  Recorded recorded;
  if (!Text(object, "run").empty() && (object.contains("reply") || object.contains("sketch"))) {
    RecordedAttempt one = ReadAttempt(object);
    if (!Text(object, "verdict").empty()) {
      AUTOPILOT_TRY(entry, ToLogEntry(object));
      one.attempt.verdict = RecordedVerdict(entry, one.attempt.key.stage, taxonomy, rules);
      one.attempt.reply.prompt_truncated = one.attempt.verdict.root_cause == "prompt_truncated";
      one.attempt.judged = true;
    }
    recorded.attempts.push_back(std::move(one));
    return recorded;
  }
  if (IsLangfuse(object)) return ReadLangfuse(object, taxonomy, rules);
  if (object.contains("message") && object.contains("timestamp")) {
    return Fail(BadInput("an error log holds no replies: autopilot classify reads it"));
  }
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return Fail(
      BadInput(fmt::format("neither a recorded attempt (run, reply) nor of Langfuse (id, traceId, type): it has {}",
                           keys.empty() ? "no keys" : fmt::format("{}", fmt::join(keys, ", ")))));
}

}  // namespace autopilot
