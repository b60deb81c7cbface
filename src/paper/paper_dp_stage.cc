#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text.h"
#include "paper/paper_attempts.h"
#include "paper/paper_facts.h"
#include "paper/paper_reply.h"
#include "paper/paper_stages.h"
#include "script/script_reply.h"
#include "stage/decision.h"

namespace autopilot {
namespace {

using nlohmann::ordered_json;

/// Old path and new path of each file, in the order of the object.
std::vector<std::pair<std::string, std::string>> PathsOf(const ordered_json& object) {
  std::vector<std::pair<std::string, std::string>> paths;
  for (const auto& [old, value] : object.items()) {
    const ordered_json list = value.is_array() ? value : ordered_json::array({value});
    for (const ordered_json& path : list) {
      const std::string plain = path.is_string() ? PlainOutput(path.get<std::string>()) : "";
      if (!plain.empty()) paths.emplace_back(PlainOutput(old), plain);
    }
  }
  return paths;
}

/// One run of the stage.
class PaperDp {
 public:
  PaperDp(StageContext& context, PaperRules rules, PaperScripts& scripts)
      : context_(context), rules_(std::move(rules)), scripts_(scripts), files_(scripts.DataFiles()) {}

  Result<StageResult> Run() {
    result_.stage = "dp";
    result_.paper_accepted = true;
    AUTOPILOT_TRY(table, AskTable());
    if (*result_.paper_accepted) AUTOPILOT_CHECK(AskOperations(table));
    AUTOPILOT_TRY(artifacts, scripts_.KeepIn(context_.folder / "dp"));
    result_.artifacts = std::move(artifacts);
    result_.measures["operations"] = static_cast<double>(table.size());
    result_.measures["operations_accepted"] = accepted_;
    result_.measures["operations_that_work"] = work_;
    return std::move(result_);
  }

 private:
  Result<ordered_json> AskTable() {
    PaperStep step{"dp", "table", "paper/dp_table", StudyFacts(context_.contract), "json"};
    step.facts["operations"] = rules_.operations;
    ordered_json table;
    AUTOPILOT_TRY(outcome, AskInAttempts(context_, rules_, step, [&](const std::string& text, const ChatReply&) {
                    return JudgeTable(text, table);
                  }));
    AUTOPILOT_CHECK(Settle(step, table.is_null() ? "" : table.dump(), outcome));
    return table;
  }

  /// The study asks for eight operations and takes any table that parses.
  Result<PaperAttempt> JudgeTable(const std::string& text, ordered_json& table) const {
    auto object = ObjectIn(text);
    if (!object) {
      PaperAttempt attempt = NothingUsable(context_, "spec_unparsable", "the answer is no JSON object");
      attempt.candidate = text;
      return attempt;
    }
    PaperAttempt attempt;
    attempt.candidate = object->dump(2, ' ', false, ordered_json::error_handler_t::replace);
    attempt.accepted = true;
    const bool words = std::all_of(object->begin(), object->end(), [](const auto& item) { return item.is_string(); });
    if (static_cast<int>(object->size()) != rules_.operations || !words) {
      attempt.verdict =
          NothingUsable(context_, "spec_incomplete",
                        fmt::format("the table has {} entries{}, asked for were {} names with a description each",
                                    object->size(), words ? "" : ", not all of them text", rules_.operations))
              .verdict;
    }
    table = std::move(*object);
    return attempt;
  }

  Status AskOperations(const ordered_json& table) {
    int number = 0;
    for (const auto& [name, description] : table.items()) {
      PaperStep step{"dp", fmt::format("operation_{}", ++number), "paper/dp_operation", StudyFacts(context_.contract),
                     "python"};
      step.facts["operation"] = name;
      step.facts["operation_description"] =
          description.is_string() ? description.get<std::string>()
                                  : description.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
      step.facts["files"] = fmt::format("{}", fmt::join(files_, ", "));
      step.facts["playground"] = scripts_.playground();
      std::vector<std::pair<std::string, std::string>> paths;
      AUTOPILOT_TRY(outcome,
                    AskInAttempts(context_, rules_, step, [&](const std::string& text, const ChatReply& reply) {
                      return JudgeOperation(text, reply, paths);
                    }));
      AUTOPILOT_CHECK(Settle(step, name, outcome));
      accepted_ += outcome.last.accepted;
      work_ += outcome.last.verdict.passed();
      if (!outcome.last.accepted) return {};  // The study's run ends here.
      GoOnWith(paths);
    }
    return {};
  }

  Result<PaperAttempt> JudgeOperation(const std::string& text, const ChatReply& reply,
                                      std::vector<std::pair<std::string, std::string>>& paths) {
    const auto code = CodeIn(text);
    if (!code) {
      ScriptReply ours = ReadScriptReply(text, "dp", {reply.finish_reason, 0, 0});
      PaperAttempt attempt = NothingUsable(context_, "reply_no_code", "no code blocks found in the answer");
      if (!ours.answer.findings.empty() && ours.answer.verdict == VerdictKind::kReject) {
        attempt.verdict = VerdictOf(context_.causes, "reply", std::move(ours.answer.findings));
      }
      attempt.candidate = text;
      return attempt;
    }
    const auto object = ObjectIn(text);
    paths = object ? PathsOf(*object) : decltype(PathsOf(*object)){};
    std::vector<std::string> outputs;
    for (const auto& [old, path] : paths) outputs.push_back(path);
    AUTOPILOT_TRY(judged, scripts_.Judge("dp", *code, outputs));
    PaperAttempt attempt;
    attempt.candidate = *code;
    attempt.verdict = std::move(judged.verdict);
    const std::string printed = Lower(judged.printed);
    const bool says = std::any_of(rules_.words.begin(), rules_.words.end(),
                                  [&](const std::string& word) { return printed.find(word) != std::string::npos; });
    attempt.accepted = object && judged.ended_well && !says;
    if (!object) {
      attempt.error = "the JSON object of the file paths is missing or cannot be parsed";
    } else if (!attempt.accepted) {
      attempt.error = LastOf(judged.printed);
    }
    return attempt;
  }

  /// The next operation reads the new files in place of the old ones.
  void GoOnWith(const std::vector<std::pair<std::string, std::string>>& paths) {
    std::vector<std::string> next;
    for (const std::string& file : files_) {
      bool replaced = false;
      for (const auto& [old, path] : paths) {
        if (old != file) continue;
        next.push_back(path);
        replaced = true;
      }
      if (!replaced) next.push_back(file);
    }
    const bool matched = next != files_;
    if (!matched && !paths.empty()) {
      next.clear();
      for (const auto& [old, path] : paths) next.push_back(path);
    }
    files_ = std::move(next);
  }

  /// What the last attempt of a step says for the stage: the first fault decides.
  Status Settle(const PaperStep& step, const std::string& choice, const PaperOutcome& outcome) {
    result_.decisions.push_back(PaperDecision(step, choice, outcome));
    AUTOPILOT_CHECK(RecordDecision(context_, "dp", result_.decisions.back()));
    if (!outcome.last.accepted) result_.paper_accepted = false;
    const Verdict& verdict = outcome.last.verdict;
    if (result_.verdict.passed() && !verdict.passed()) {
      result_.verdict = verdict;
    } else if (result_.verdict.passed() && !outcome.last.accepted) {
      // Works, and the study ends its run all the same: what was asked for is not done.
      result_.verdict =
          NothingUsable(context_, "spec_incomplete", step.step + " works, but the study's rule ends the run with it")
              .verdict;
    }
    return {};
  }

  StageContext& context_;
  PaperRules rules_;
  PaperScripts& scripts_;
  std::vector<std::string> files_;
  StageResult result_;
  int accepted_ = 0;
  int work_ = 0;
};

}  // namespace

Result<StageResult> RunPaperDataProcessing(StageContext& context, PaperRun& run) {
  AUTOPILOT_TRY(rules, LoadPaperRules(context.paths.profiles(), run.options()));
  AUTOPILOT_TRY(scripts, run.Scripts(context));
  return PaperDp(context, std::move(rules), *scripts).Run();
}

Status CheckPaperStages(const Application& application, const std::vector<std::string>& stages) {
  const auto asks = [&](const char* stage) { return std::find(stages.begin(), stages.end(), stage) != stages.end(); };
  if (application.Trains()) {
    return Fail(BadInput("the study's protocol begins with a trained model, and [model] names none",
                         "train one with --protocol guided --stages dp,train, then name it in [model]")
                    .At(application.file.string(), application.LineOf("model")));
  }
  if (asks("dp") && application.data_files.empty()) {
    return Fail(
        BadInput("there are no data to process, as the study's stage dp does", "leave it out: --stages sg, or mc,sg")
            .At(application.file.string(), application.LineOf("data")));
  }
  if (asks("mc") && !application.keras) {
    return Fail(BadInput("there is no Keras model to convert, as the study's stage mc does",
                         "name it in [model] keras, or leave the stage out: --stages dp,sg")
                    .At(application.file.string(), application.LineOf("model")));
  }
  return {};
}

}  // namespace autopilot
