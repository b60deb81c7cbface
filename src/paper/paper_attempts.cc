#include "paper/paper_attempts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "paper/paper_reply.h"
#include "stage/decision.h"

namespace autopilot {
namespace {

/// A token of code or English has three bytes or more.
constexpr std::size_t kBytesAToken = 3;
/// How much of an error a retry shows; the next less where the window of the model is small.
constexpr std::array<std::size_t, 3> kErrorBytes = {4000, 1500, 500};

Finding Note(const PaperAttempt& attempt) {
  Finding note;
  note.rule = attempt.accepted ? "paper/accepted" : "paper/refused";
  note.severity = Severity::kNote;
  note.message = attempt.accepted ? "the study's rule accepts this" : "the study's rule does not accept this";
  if (!attempt.accepted) note.evidence = attempt.error.substr(0, kErrorBytes.back());
  return note;
}

bool Fits(const StageContext& context, const RenderedPrompt& prompt, int reply_tokens) {
  const int window = context.dialogue.provider().context_window();
  const std::size_t tokens = (prompt.system.size() + prompt.user.size()) / kBytesAToken;
  return window <= 0 || static_cast<int>(tokens) + reply_tokens <= window;
}

/// The task with the last code and its error; the task alone where that is too much for the model's window.
Result<RenderedPrompt> RetryPrompt(const StageContext& context, const PaperStep& step, const RenderedPrompt& task,
                                   const PaperAttempt& last) {
  for (const std::size_t bytes : kErrorBytes) {
    AUTOPILOT_TRY(retry, context.prompts.Render("paper/retry", {{"system", task.system},
                                                                {"task", task.user},
                                                                {"tag", step.tag},
                                                                {"code", last.candidate},
                                                                {"error", last.error.substr(0, bytes)}}));
    if (Fits(context, retry, step.reply_tokens)) return retry;
  }
  return task;
}

}  // namespace

Result<PaperOutcome> AskInAttempts(StageContext& context, const PaperRules& rules, const PaperStep& step,
                                   const JudgeReply& judge) {
  AUTOPILOT_TRY(task, context.prompts.Render(step.prompt, step.facts));
  PaperOutcome outcome;
  while (outcome.attempts < rules.attempts && !outcome.last.accepted) {
    RenderedPrompt prompt = task;
    if (outcome.attempts > 0 && step.feedback) {
      AUTOPILOT_TRY(retry, RetryPrompt(context, step, task, outcome.last));
      prompt = std::move(retry);
    }
    ChatRequest request;
    request.key = {step.stage, step.step, ++outcome.attempts};
    request.messages = {{"system", prompt.system}, {"user", prompt.user}};
    request.temperature = rules.temperature;
    request.top_p = rules.top_p;
    request.max_tokens = step.reply_tokens;
    request.seed = context.SeedOf(outcome.attempts);
    AUTOPILOT_TRY(answer, context.dialogue.Ask(request));
    AUTOPILOT_CHECK(CheckPromptWhole(context, answer, request.key));
    AUTOPILOT_TRY(attempt, judge(AnswerIn(answer.reply.text), answer.reply));
    attempt.verdict.findings.push_back(Note(attempt));
    AUTOPILOT_CHECK(context.dialogue.Judge(answer, request.key, attempt.candidate, attempt.verdict));
    outcome.last = std::move(attempt);
  }
  return outcome;
}

PaperAttempt NothingUsable(const StageContext& context, const std::string& root_cause, const std::string& message) {
  Finding finding;
  finding.rule = "reply/paper";
  finding.root_cause = root_cause;
  finding.message = message;
  finding.next = "answer in the format that is asked for";
  PaperAttempt attempt;
  attempt.verdict = VerdictOf(context.causes, "reply", {finding});
  attempt.error = message;
  return attempt;
}

Decision PaperDecision(const PaperStep& step, const std::string& choice, const PaperOutcome& outcome) {
  const Verdict& verdict = outcome.last.verdict;
  std::string reason =
      outcome.last.accepted ? "accepted by the study's rule" : "no attempt is accepted by the study's rule";
  reason += fmt::format("; here: {}", ToString(verdict.verdict));
  if (const Finding* first = verdict.FirstError(); first != nullptr && !verdict.passed())
    reason += ", " + first->message;
  return {step.step, "model", choice, std::move(reason), outcome.attempts};
}

}  // namespace autopilot
