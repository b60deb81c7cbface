#include "stage/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "llm/reference_provider.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kTemperature = 0.4;
constexpr int kAnswerTokens = 48;

/// What is left to choose from while a question is being settled.
struct Course {
  std::vector<std::string> left;
  std::vector<std::string> refusals;  ///< Why the others are out, by fact.
  json refuted = json::array();       ///< Choices that were tried, with what their artifact showed.
};

Finding BadAnswer(const std::string& cause, const std::string& message, const std::string& reply) {
  Finding finding;
  finding.rule = "reply/choice";
  finding.root_cause = cause;
  finding.message = message;
  finding.evidence = reply.substr(0, 300);
  finding.next = "answer with the JSON object only";
  return finding;
}

/// The object in a reply, also where prose or a fence stands around it.
json ObjectIn(const std::string& reply) {
  const auto open = reply.find('{');
  const auto close = reply.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  json parsed = json::parse(reply.substr(open, close - open + 1), nullptr, false);
  return parsed.is_object() ? parsed : json();
}

/// The choice in a reply, or the finding that refuses it.
tl::expected<std::string, Finding> ChoiceIn(const ChatReply& reply, const std::vector<std::string>& left) {
  if (reply.text.empty()) return tl::unexpected(BadAnswer("reply_empty", "the reply is empty", ""));
  const json object = ObjectIn(reply.text);
  if (object.is_null()) {
    const bool cut = reply.finish_reason == "length";
    return tl::unexpected(cut ? BadAnswer("reply_truncated", "the reply stops before the JSON does", reply.text)
                              : BadAnswer("spec_unparsable", "the reply holds no JSON object", reply.text));
  }
  const auto choice = object.find("choice");
  if (choice == object.end()) {
    return tl::unexpected(BadAnswer("spec_incomplete", "the JSON object has no \"choice\"", reply.text));
  }
  const std::string name = choice->is_string() ? choice->get<std::string>() : choice->dump();
  if (std::find(left.begin(), left.end(), name) == left.end()) {
    return tl::unexpected(
        BadAnswer("spec_incomplete", fmt::format("\"{}\" is none of: {}", name, fmt::join(left, ", ")), reply.text));
  }
  return name;
}

std::string SchemaFor(const std::vector<std::string>& left) {
  return json{{"type", "object"},
              {"properties", {{"choice", {{"type", "string"}, {"enum", left}}}}},
              {"required", {"choice"}},
              {"additionalProperties", false}}
      .dump();
}

Result<ChatRequest> RequestFor(const StageContext& context, const Question& question, const json& facts,
                               const Course& course, int attempt) {
  json values = facts;
  values["refuted"] = course.refuted;
  values["any_refuted"] = !course.refuted.empty();
  json answers = json::array();
  for (std::size_t i = 0; i < course.left.size(); ++i) {
    answers.push_back({{"name", course.left[i]}});
  }
  values["answers"] = answers;
  for (const Option& option : question.options) {
    const bool offered = std::find(course.left.begin(), course.left.end(), option.name) != course.left.end();
    std::string key = "offer_" + option.name;
    std::replace(key.begin(), key.end(), '.', '_');  // A dot means something to mustache.
    values[key] = offered;
  }
  AUTOPILOT_TRY(prompt, context.prompts.Render(question.stage + "/" + question.step, values));
  ChatRequest request;
  request.key = {question.stage, question.step, attempt};
  request.messages = {{"system", prompt.system}, {"user", prompt.user}};
  request.temperature = kTemperature;
  request.max_tokens = kAnswerTokens;
  request.seed = context.SeedOf(attempt);
  request.json_schema = SchemaFor(course.left);
  return request;
}

std::string ReasonByFacts(const Question& question, const Course& course) {
  std::string reason = question.note;
  for (const std::string& refusal : course.refusals) reason += (reason.empty() ? "" : "; ") + refusal;
  for (const json& refuted : course.refuted) {
    reason += fmt::format("{}{} was tried: {}", reason.empty() ? "" : "; ", refuted["choice"].get<std::string>(),
                          refuted["evidence"].get<std::string>());
  }
  return reason;
}

void StrikeOut(Course& course, const std::string& choice, const Verdict& verdict) {
  course.left.erase(std::remove(course.left.begin(), course.left.end(), choice), course.left.end());
  course.refuted.push_back({{"choice", choice}, {"evidence", EvidenceOf(verdict)}});
}

Course CourseOf(const Question& question) {
  Course course;
  for (const Option& option : question.options) {
    if (option.ruled_out.empty()) {
      course.left.push_back(option.name);
    } else if (std::find(course.refusals.begin(), course.refusals.end(), option.ruled_out) == course.refusals.end()) {
      course.refusals.push_back(option.ruled_out);
    }
  }
  return course;
}

/// The tool's own choices, best first: what is preferred and left, then what is left.
std::vector<std::string> OwnChoices(const Question& question, const Course& course) {
  std::vector<std::string> own;
  const auto add = [&](const std::string& name) {
    const bool left = std::find(course.left.begin(), course.left.end(), name) != course.left.end();
    if (left && std::find(own.begin(), own.end(), name) == own.end()) own.push_back(name);
  };
  for (const std::string& name : question.preference) add(name);
  for (const std::string& name : course.left) add(name);
  return own;
}

/// Takes what is left without asking; `outcome.decision.decided_by` says on whose account.
Status TakeOwn(StageContext& context, const Question& question, const Course& course, const Execute& execute,
               Outcome& outcome) {
  // Numbered on from the model's attempts: the journal shows what was tried in its order.
  int attempt = outcome.decision.attempts;
  for (const std::string& name : OwnChoices(question, course)) {
    AUTOPILOT_TRY(proposal, context.dialogue.Propose({question.stage, question.step, ++attempt}, "tool", name));
    AUTOPILOT_TRY(verdict, Timed([&] { return execute(name); }));
    AUTOPILOT_CHECK(context.dialogue.JudgeProposal(proposal, verdict));
    outcome.verdict = verdict;
    outcome.decision.choice = name;
    if (verdict.passed()) break;
  }
  return {};
}

/// Asks until an artifact passes, one choice is left, or the attempts are spent. True if the model decided.
Result<bool> AskModel(StageContext& context, const Question& question, const json& facts, const Execute& execute,
                      Course& course, Outcome& outcome) {
  for (int attempt = 1; attempt <= context.dialogue.attempts_a_step() && course.left.size() > 1; ++attempt) {
    AUTOPILOT_TRY(request, RequestFor(context, question, facts, course, attempt));
    AUTOPILOT_TRY(answer, context.dialogue.Ask(request));
    outcome.decision.attempts = attempt;
    AUTOPILOT_CHECK(CheckPromptWhole(context, answer, request.key));
    const auto choice = ChoiceIn(answer.reply, course.left);
    if (!choice) {
      const Verdict refused = VerdictOf(context.causes, "reply", {choice.error()});
      AUTOPILOT_CHECK(context.dialogue.Judge(answer, request.key, answer.reply.text, refused));
      continue;
    }
    AUTOPILOT_TRY(verdict, Timed([&] { return execute(*choice); }));
    AUTOPILOT_CHECK(context.dialogue.Judge(answer, request.key, *choice, verdict));
    if (verdict.passed()) {
      outcome.verdict = verdict;
      outcome.decision.choice = *choice;
      outcome.decision.reason = "its artifact passed every check";
      return true;
    }
    StrikeOut(course, *choice, verdict);
  }
  return false;
}

}  // namespace

Result<Verdict> Timed(const std::function<Result<Verdict>()>& run) {
  const auto start = std::chrono::steady_clock::now();
  auto verdict = run();
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  if (verdict && !verdict->gates.empty()) verdict->gates.back().ms = elapsed.count();
  return verdict;
}

Verdict VerdictOf(const RootCauses& causes, const std::string& gate, std::vector<Finding> findings) {
  Verdict verdict;
  for (Finding& finding : findings) causes.Complete(finding);
  verdict.findings = std::move(findings);
  if (const Finding* error = verdict.FirstError()) {
    verdict.verdict = VerdictKind::kReject;
    verdict.gate = gate;
    verdict.root_cause = error->root_cause;
    verdict.paper_category = error->paper_category;
  }
  verdict.gates.push_back({gate, verdict.verdict, 0});
  return verdict;
}

std::string EvidenceOf(const Verdict& verdict) {
  const Finding* error = verdict.FirstError();
  if (error == nullptr) return ToString(verdict.verdict);
  std::string text = error->message;
  if (!error->evidence.empty()) text += " (" + error->evidence + ")";
  return text;
}

bool HasModel(const StageContext& context) { return context.dialogue.provider().name() != ReferenceProvider::kName; }

Finding RepeatedReply() {
  Finding finding;
  finding.rule = "reply/reply_identical_retry";
  finding.root_cause = "reply_identical_retry";
  finding.message = "the same code as an earlier attempt";
  return finding;
}

Status RecordCutPrompt(StageContext& context, const Answer& answer, const AttemptKey& key) {
  Finding finding;
  finding.rule = "reply/prompt";
  finding.root_cause = "prompt_truncated";
  finding.message = fmt::format("the provider read {} tokens of the prompt, not all", answer.reply.prompt_tokens);
  Verdict verdict = VerdictOf(context.causes, "reply", {finding});
  verdict.verdict = VerdictKind::kInfrastructure;
  return context.dialogue.Judge(answer, key, "", verdict);
}

Status CheckPromptWhole(StageContext& context, const Answer& answer, const AttemptKey& key) {
  if (!answer.reply.prompt_truncated) return {};
  AUTOPILOT_CHECK(RecordCutPrompt(context, answer, key));
  return Fail(Infrastructure(fmt::format("the provider cut the prompt of {}/{}", key.stage, key.step),
                             "give the model a larger context window"));
}

Status RecordDecision(StageContext& context, const std::string& stage, const Decision& decision) {
  StepRecord step;
  step.run = context.dialogue.run();
  step.stage = stage;
  step.step = decision.step;
  step.decided_by = decision.decided_by;
  step.outcome = json{{"choice", decision.choice}}.dump();
  step.note = decision.reason;
  const bool code = decision.choice.find('\n') != std::string::npos;
  context.dialogue.console().Say(fmt::format("  {:<3} {:<14} {} (decided by {})", stage, decision.step,
                                             code ? "a function" : decision.choice, decision.decided_by));
  return context.dialogue.journal().PutStep(step);
}

Result<Outcome> Decide(StageContext& context, const Question& question, const json& facts, const Execute& execute) {
  Course course = CourseOf(question);
  Outcome outcome;
  outcome.decision.step = question.step;
  if (course.left.empty()) {
    Finding finding;
    finding.rule = question.stage + "/" + question.step;
    finding.root_cause = "spec_incomplete";
    finding.message = "the facts leave no choice: " + fmt::format("{}", fmt::join(course.refusals, "; "));
    outcome.verdict = VerdictOf(context.causes, "contract", {finding});
    outcome.decision.decided_by = "facts";
    outcome.decision.choice = "none";
    outcome.decision.reason = finding.message;
    AUTOPILOT_CHECK(RecordDecision(context, question.stage, outcome.decision));
    return outcome;
  }
  if (course.left.size() > 1 && HasModel(context)) {
    AUTOPILOT_TRY(by_model, AskModel(context, question, facts, execute, course, outcome));
    if (by_model) {
      outcome.decision.decided_by = "model";
      AUTOPILOT_CHECK(RecordDecision(context, question.stage, outcome.decision));
      return outcome;
    }
  }
  outcome.decision.decided_by = course.left.size() == 1 ? "facts" : "reference";
  outcome.decision.reason = ReasonByFacts(question, course);
  if (outcome.decision.decided_by == "reference") {
    outcome.decision.reason = HasModel(context) ? "the model's attempts are spent; " : "there is no model to ask; ";
    outcome.decision.reason += "the tool's own choice";
  }
  AUTOPILOT_CHECK(TakeOwn(context, question, course, execute, outcome));
  AUTOPILOT_CHECK(RecordDecision(context, question.stage, outcome.decision));
  return outcome;
}

}  // namespace autopilot
