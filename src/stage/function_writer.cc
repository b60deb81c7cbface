#include "stage/function_writer.h"

#include <fmt/format.h>

#include <regex>
#include <set>

#include "reply/extract.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kTemperature = 0.5;
constexpr int kFunctionTokens = 800;

Verdict RefuseReply(const StageContext& context, const std::string& cause, const std::string& message) {
  Finding finding;
  finding.rule = "reply/function";
  finding.root_cause = cause;
  finding.message = message;
  finding.next = "answer with the whole function in one Python block";
  return VerdictOf(context.causes, "reply", {finding});
}

bool Defines(const std::string& code, const std::string& function) {
  return std::regex_search(code, std::regex("(^|\\n)def " + function + "\\s*\\("));
}

/// What the next question says about a rejected function: the first finding, with its example.
std::string Lesson(const Verdict& verdict) {
  std::string text = EvidenceOf(verdict);
  const Finding* error = verdict.FirstError();
  if (error == nullptr || error->counterexample.empty()) return text;
  const Counterexample& example = error->counterexample;
  return text + fmt::format("; {}: expected {}, got {}", example.input, example.expected, example.got);
}

/// What the reply itself is worth; passes if there is a function that was not tried before.
Verdict JudgeReply(const StageContext& context, const FunctionTask& task, const Extraction& extraction,
                   std::set<std::string>& seen) {
  if (!extraction.ok()) return VerdictOf(context.causes, "reply", extraction.findings);
  if (!Defines(extraction.code, task.function)) {
    return RefuseReply(context, "reply_no_code", "the reply does not define " + task.function);
  }
  if (!seen.insert(extraction.code).second) {
    return RefuseReply(context, "reply_identical_retry", "the same function as an earlier attempt");
  }
  return VerdictOf(context.causes, "reply", {});
}

Result<ChatRequest> RequestFor(const StageContext& context, const FunctionTask& task, const json& refuted,
                               int attempt) {
  json values = task.facts;
  values["refuted"] = refuted;
  values["any_refuted"] = !refuted.empty();
  AUTOPILOT_TRY(prompt, context.prompts.Render(task.prompt, values));
  ChatRequest request;
  request.key = {task.stage, task.step, attempt};
  request.messages = {{"system", prompt.system}, {"user", prompt.user}};
  request.temperature = kTemperature;
  request.max_tokens = kFunctionTokens;
  request.seed = context.SeedOf(attempt);
  return request;
}

}  // namespace

bool WritesFunctions(const StageContext& context) {
  return HasModel(context) && context.dialogue.provider().writes_functions();
}

Result<WrittenFunction> WriteFunction(StageContext& context, const FunctionTask& task, const TryFunction& run) {
  WrittenFunction written;
  Decision& decision = written.decision;
  decision.step = task.step;
  json refuted = json::array();
  std::set<std::string> seen;
  std::string last;
  while (!written.by_model && decision.attempts < context.dialogue.attempts_a_step()) {
    const int attempt = ++decision.attempts;
    AUTOPILOT_TRY(request, RequestFor(context, task, refuted, attempt));
    AUTOPILOT_TRY(answer, context.dialogue.Ask(request));
    AUTOPILOT_CHECK(CheckPromptWhole(context, answer, request.key));
    const Extraction extraction = Extract(answer.reply.text, Wanted::kPython, answer.reply.finish_reason);
    Verdict verdict = JudgeReply(context, task, extraction, seen);
    if (verdict.passed()) {
      AUTOPILOT_TRY(judged, Timed([&] { return run(extraction.code, attempt); }));
      verdict = std::move(judged);
    }
    AUTOPILOT_CHECK(context.dialogue.Judge(answer, request.key, extraction.code, verdict));
    written.by_model = verdict.passed();
    if (written.by_model) {
      written.code = extraction.code;
    } else {
      last = Lesson(verdict);
      refuted.push_back({{"evidence", last}});
    }
  }
  decision.decided_by = written.by_model ? "model" : "reference";
  decision.choice = written.by_model ? written.code : "the tool's own";
  decision.reason =
      written.by_model ? "what it made passed every check" : "the model's attempts are spent, the last one: " + last;
  AUTOPILOT_CHECK(RecordDecision(context, task.stage, decision));
  return written;
}

}  // namespace autopilot
