#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/files.h"
#include "model/model_facts.h"
#include "paper/paper_attempts.h"
#include "paper/paper_facts.h"
#include "paper/paper_reply.h"
#include "paper/paper_stages.h"
#include "stage/decision.h"

namespace autopilot {
namespace {

Result<PaperAttempt> JudgeConversion(const StageContext& context, const PaperRules& rules, PaperScripts& scripts,
                                     const std::string& converted, const std::string& text) {
  const auto code = CodeIn(text);
  if (!code) {
    PaperAttempt attempt = NothingUsable(context, "reply_no_code", "no code blocks found in the answer");
    attempt.candidate = text;
    return attempt;
  }
  AUTOPILOT_TRY(judged, scripts.Judge("mc", *code, {converted}));
  PaperAttempt attempt;
  attempt.candidate = *code;
  attempt.verdict = std::move(judged.verdict);
  const int lines = LinesIn(text);
  attempt.accepted = judged.ended_well && lines >= rules.conversion_lines;
  if (!judged.ended_well) {
    attempt.error = LastOf(judged.printed);
  } else if (!attempt.accepted) {
    attempt.error =
        fmt::format("the answer has {} lines, a complete one has {} or more", lines, rules.conversion_lines);
  }
  return attempt;
}

/// Keeps what the script wrote, and hands it on where that can be done.
Status Adopt(StageContext& context, const PaperScripts& scripts, const std::string& converted, StageResult& result) {
  // What a failed attempt has left is nobody's result.
  if (!*result.paper_accepted && !result.verdict.passed()) return {};
  const auto bytes = scripts.Read(converted);
  if (!bytes) return {};
  const std::filesystem::path folder = context.folder / "mc";
  result.measures["bytes"] = static_cast<double>(bytes->size());
  result.artifacts = {folder / "model.tflite"};
  AUTOPILOT_CHECK(WriteFile(folder / "model.tflite", *bytes));
  if (!result.verdict.passed() && !context.contract.tflite_bytes.empty()) return {};
  const Status adopted = AdoptModel(context.contract, *bytes, (folder / "model.tflite").string());
  if (!adopted) return adopted.error().kind == ErrorKind::kBadInput ? Status() : adopted;
  result.artifacts.push_back(folder / "model.h");
  return WriteFile(folder / "model.h", RenderModelHeader(*bytes, context.contract.application.symbol));
}

}  // namespace

Result<StageResult> RunPaperModelConversion(StageContext& context, PaperRun& run) {
  AUTOPILOT_TRY(rules, LoadPaperRules(context.paths.profiles(), run.options()));
  AUTOPILOT_TRY(scripts, run.Scripts(context));
  const std::string converted = scripts->playground() + "/model.tflite";
  PaperStep step{"mc", "conversion", "paper/mc", StudyFacts(context.contract), "python"};
  step.facts["model_path"] = scripts->ModelFile();
  step.facts["converted_path"] = converted;
  step.facts["files"] = fmt::format("{}", fmt::join(scripts->DataFiles(), ", "));
  AUTOPILOT_TRY(outcome, AskInAttempts(context, rules, step, [&](const std::string& text, const ChatReply&) {
                  return JudgeConversion(context, rules, *scripts, converted, text);
                }));
  StageResult result;
  result.stage = "mc";
  result.paper_accepted = outcome.last.accepted;
  result.verdict = outcome.last.verdict;
  result.decisions.push_back(PaperDecision(step, outcome.last.candidate, outcome));
  AUTOPILOT_CHECK(RecordDecision(context, "mc", result.decisions.back()));
  if (result.verdict.metrics.accuracy >= 0) result.measures["accuracy"] = result.verdict.metrics.accuracy;
  AUTOPILOT_CHECK(Adopt(context, *scripts, converted, result));
  return result;
}

}  // namespace autopilot
