#include <fmt/format.h>

#include <optional>

#include "core/files.h"
#include "gate/run_plan.h"
#include "model/model_facts.h"
#include "paper/paper_attempts.h"
#include "paper/paper_facts.h"
#include "paper/paper_reply.h"
#include "paper/paper_stages.h"
#include "stage/decision.h"
#include "stage/gate_judge.h"
#include "stage/sketch_artifacts.h"

namespace autopilot {
namespace {

using nlohmann::ordered_json;

constexpr const char* kSpecifications = "application_specifications";
constexpr std::size_t kErrorHead = 4000;
constexpr int kNameTokens = 50;

std::string Dump(const ordered_json& object) {
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

/// What a compiler would print, of what our build gate found. Nothing else of its output is shown: a sketch can make
/// it quote any file.
std::string CompilerText(const Verdict& verdict) {
  std::string text;
  for (const Finding& finding : verdict.findings) {
    if (finding.severity == Severity::kNote || !finding.rule.starts_with("build/")) continue;
    text += fmt::format("{}:{}:{}: error: {}\n", finding.file, finding.line, finding.column, finding.message);
    if (!finding.evidence.empty()) text += "  " + finding.evidence + "\n";
  }
  return text.substr(0, kErrorHead);
}

/// One run of the stage.
class PaperSg {
 public:
  PaperSg(StageContext& context, PaperRules rules, PaperRun& run, std::filesystem::path scratch)
      : context_(context), rules_(std::move(rules)), run_(run), scratch_(std::move(scratch)) {}

  Result<StageResult> Run() {
    result_.stage = "sg";
    result_.paper_accepted = false;
    AUTOPILOT_TRY(stimuli, PlanStimuli(context_.contract));
    stimuli_ = std::move(stimuli);
    judge_.emplace(context_, stimuli_, scratch_);
    AUTOPILOT_TRY(guideline, LoadGuideline(context_.prompts));
    guideline_ = std::move(guideline);
    facts_ = StudyFacts(context_.contract);
    if (IsSpecified()) {
      AUTOPILOT_TRY(specified, FillSpecification());
      if (!specified) return std::move(result_);
    }
    AUTOPILOT_CHECK(WriteSketch());
    return std::move(result_);
  }

 private:
  /// The ablations have neither specification nor guideline to put into one.
  bool IsSpecified() const { return run_.options().prompt.starts_with("sg"); }

  Result<bool> FillSpecification() {
    PaperStep step{"sg", "specification", "paper/specification", facts_, "json"};
    step.facts["specification"] = Dump(Specification(context_.contract));
    step.facts["marker"] = kGuidelineMarker;
    ordered_json filled;
    AUTOPILOT_TRY(outcome, AskInAttempts(context_, rules_, step, [&](const std::string& text, const ChatReply&) {
                    return JudgeSpecification(text, filled);
                  }));
    result_.decisions.push_back(PaperDecision(step, outcome.last.candidate, outcome));
    AUTOPILOT_CHECK(RecordDecision(context_, "sg", result_.decisions.back()));
    result_.verdict = outcome.last.verdict;
    if (!outcome.last.accepted) return false;
    // A guideline in Markdown stands beside the object, else within it.
    if (run_.options().prompt == "sg3") {
      filled.erase(kGuidelineKey);
    } else {
      filled[kGuidelineKey] = guideline_.object;
    }
    const bool within = run_.options().prompt == "sg1";
    facts_["specification"] = Dump(within ? filled : ordered_json{{kSpecifications, filled}});
    facts_["guideline_intro"] = guideline_.intro;
    facts_["guideline"] = guideline_.markdown;
    return true;
  }

  Result<PaperAttempt> JudgeSpecification(const std::string& text, ordered_json& filled) const {
    auto object = ObjectIn(text);
    const std::string candidate = object ? Dump(*object) : text;
    PaperAttempt attempt;
    if (!object) {
      attempt =
          NothingUsable(context_, "spec_unparsable", "failed to parse application specifications: no JSON object");
    } else {
      if (const auto inner = object->find(kSpecifications); inner != object->end() && inner->is_object()) {
        const ordered_json specifications = *inner;
        *object = specifications;
      }
      const auto marker = object->find(kGuidelineKey);
      attempt.accepted = marker != object->end() && *marker == kGuidelineMarker;
      if (!attempt.accepted) {
        attempt = NothingUsable(context_, "spec_incomplete",
                                fmt::format("\"{}\" is not {} any more", kGuidelineKey, kGuidelineMarker));
      }
      filled = std::move(*object);
    }
    attempt.candidate = candidate;
    return attempt;
  }

  Status WriteSketch() {
    PaperStep step{"sg", "sketch", "paper/" + run_.options().prompt, facts_, "cpp"};
    step.feedback = run_.options().prompt != "l1";
    AUTOPILOT_TRY(outcome, AskInAttempts(context_, rules_, step, [&](const std::string& text, const ChatReply& reply) {
                    return JudgeReplyWithSketch(text, reply);
                  }));
    const Verdict& verdict = outcome.last.verdict;
    result_.paper_accepted = outcome.last.accepted;
    result_.verdict = verdict;
    result_.samples = std::move(samples_);
    result_.measures["compiles"] = Compiles(verdict);
    if (verdict.metrics.accuracy >= 0) result_.measures["accuracy"] = verdict.metrics.accuracy;
    result_.decisions.push_back(PaperDecision(step, outcome.last.candidate, outcome));
    AUTOPILOT_CHECK(RecordDecision(context_, "sg", result_.decisions.back()));
    if (!holds_sketch_) return {};
    result_.model_share = 1;
    AUTOPILOT_TRY(artifacts, WriteSketchArtifacts(context_, outcome.last.candidate));
    result_.artifacts = std::move(artifacts);
    return {};
  }

  Result<PaperAttempt> JudgeReplyWithSketch(const std::string& text, const ChatReply& reply) {
    const auto code = CodeIn(text);
    holds_sketch_ = code.has_value();
    if (!code) {
      PaperAttempt attempt = NothingUsable(context_, "reply_no_code", "no code blocks found in the answer");
      const Extraction ours = Extract(text, Wanted::kSketch, reply.finish_reason);
      if (!ours.ok()) attempt.verdict = VerdictOf(context_.causes, "reply", ours.findings);
      attempt.candidate = text;
      return attempt;
    }
    PaperAttempt attempt;
    attempt.candidate = *code;
    AUTOPILOT_TRY(judged, judge_->Judge(*code));
    attempt.verdict = std::move(judged.verdict);
    samples_ = judge_->samples();
    bool compiles = Compiles(attempt.verdict);
    attempt.error = CompilerText(attempt.verdict);
    if (!compiles && run_.libraries() != nullptr) {
      AUTOPILOT_TRY(found, CompileWithLibrary(*code, attempt.error));
      compiles = found;
    }
    const int lines = LinesIn(text);
    attempt.accepted = compiles && lines >= rules_.sketch_lines;
    if (lines < rules_.sketch_lines) {
      attempt.error =
          fmt::format("the answer has {} lines, a complete sketch has {} or more", lines, rules_.sketch_lines);
    }
    if (attempt.accepted) attempt.error.clear();
    return attempt;
  }

  /// A missing header: the library manager searches, the model names one of what it finds, and the sketch is compiled
  /// once more. `error` becomes what that says. False where there is nothing to search or to install.
  Result<bool> CompileWithLibrary(const std::string& code, std::string& error) {
    const auto header = MissingHeaderIn(error);
    if (!header) return false;
    LibraryManager& manager = *run_.libraries();
    AUTOPILOT_TRY(names, manager.Search(*header));
    if (names.empty()) return false;
    AUTOPILOT_TRY(name, ChooseLibrary(*header, names));
    if (name.empty()) return false;
    AUTOPILOT_TRY(installed, manager.Install(name));
    if (!installed) return false;
    const std::string sketch = context_.contract.application.SketchName();
    const std::filesystem::path folder = scratch_ / "with_library" / sketch;
    AUTOPILOT_CHECK(WriteFile(folder / (sketch + ".ino"), code));
    AUTOPILOT_CHECK(WriteFile(folder / "model.h",
                              RenderModelHeader(context_.contract.tflite_bytes, context_.contract.application.symbol)));
    AUTOPILOT_TRY(compiled, manager.Compile(folder));
    if (!compiled.ok) error = compiled.output.substr(0, kErrorHead);
    return compiled.ok;
  }

  /// The name that the model picks of `names`; empty if it picks none of them.
  Result<std::string> ChooseLibrary(const std::string& header, const std::vector<std::string>& names) {
    AUTOPILOT_TRY(prompt, context_.prompts.Render(
                              "paper/library",
                              {{"board", context_.contract.board.title}, {"header", header}, {"libraries", names}}));
    ChatRequest request;
    request.key = {"sg", "library", ++searches_};
    request.messages = {{"system", prompt.system}, {"user", prompt.user}};
    request.temperature = rules_.temperature;
    request.top_p = rules_.top_p;
    request.max_tokens = kNameTokens;
    request.seed = context_.SeedOf(searches_);
    AUTOPILOT_TRY(answer, context_.dialogue.Ask(request));
    AUTOPILOT_CHECK(CheckPromptWhole(context_, answer, request.key));
    const std::string said = AnswerIn(answer.reply.text);
    std::string chosen;
    for (const std::string& name : names) {
      // The longest: one name may begin with another.
      if (said.find(name) != std::string::npos && name.size() > chosen.size()) chosen = name;
    }
    Verdict verdict;
    if (chosen.empty()) {
      verdict = NothingUsable(context_, "spec_incomplete", "the answer names none of the libraries").verdict;
    }
    AUTOPILOT_CHECK(context_.dialogue.Judge(answer, request.key, said, verdict));
    return chosen;
  }

  StageContext& context_;
  PaperRules rules_;
  PaperRun& run_;
  std::filesystem::path scratch_;
  StageResult result_;
  std::vector<Stimulus> stimuli_;
  std::optional<GateJudge> judge_;
  Guideline guideline_;
  nlohmann::json facts_;
  std::vector<SampleResult> samples_;
  bool holds_sketch_ = false;
  int searches_ = 0;
};

}  // namespace

Result<StageResult> RunPaperSketchGeneration(StageContext& context, PaperRun& run) {
  if (context.contract.tflite_bytes.empty()) {
    StageResult result;
    result.stage = "sg";
    result.paper_accepted = false;
    Finding missing;
    missing.rule = "paper/model";
    missing.root_cause = "conversion_failed";
    missing.message = "the conversion left no model that a sketch could run";
    result.verdict = VerdictOf(context.causes, "artifacts", {missing});
    return result;
  }
  AUTOPILOT_TRY(rules, LoadPaperRules(context.paths.profiles(), run.options()));
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-sg"));
  return PaperSg(context, std::move(rules), run, scratch.path()).Run();
}

}  // namespace autopilot
