#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/files.h"
#include "gate/run_plan.h"
#include "protocol/feedback.h"
#include "protocol/whole_sketch_prompt.h"
#include "repair/repair_facts.h"
#include "repair/repairer.h"
#include "repair/rules.h"
#include "reply/extract.h"
#include "reply/token_share.h"
#include "stage/decision.h"
#include "stage/gate_judge.h"
#include "stage/sketch_artifacts.h"
#include "stage/stage.h"

namespace autopilot {
namespace {

constexpr const char* kStep = "sketch";
/// Of a reply: the longest working sketches of the studied protocol have half of that.
constexpr int kReplyTokens = 3000;
/// Of the faults in a prompt.
constexpr std::size_t kFeedbackBytes = 4000;
/// A token of code or English has three bytes or more.
constexpr std::size_t kBytesAToken = 3;
/// Mending that gets no further is given up for a fresh sample.
constexpr int kMendsWithoutProgress = 2;
constexpr double kTemperature = 0.2;
constexpr double kWarmer = 0.3;
constexpr double kWarmest = 1.0;

/// How far a sketch got: the place of the gate that stopped it, then the fewer faults the better.
std::pair<std::size_t, long> Progress(const Verdict& verdict) {
  const auto faults = std::count_if(verdict.findings.begin(), verdict.findings.end(),
                                    [](const Finding& finding) { return finding.severity == Severity::kError; });
  std::size_t gates = 0;
  while (gates < verdict.gates.size() && verdict.gates[gates].verdict == VerdictKind::kPass) ++gates;
  return {gates + static_cast<std::size_t>(verdict.builds == 1), -faults};
}

struct Sketch {
  std::string text;
  Verdict verdict;
  std::string by_model;  ///< The text before it was repaired.
  std::string repairs;   ///< What was repaired, in words; empty: nothing.
};

/// One stage's work on one sketch; lives for the length of RunWholeSketch.
class WholeSketchWriter {
 public:
  explicit WholeSketchWriter(StageContext& context) : context_(context) {}

  Result<StageResult> Run() {
    result_.stage = "sg";
    AUTOPILOT_TRY(stimuli, PlanStimuli(context_.contract));
    stimuli_ = std::move(stimuli);
    AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-sg"));
    judge_.emplace(context_, stimuli_, scratch.path());
    AUTOPILOT_TRY(repair_facts, LoadRepairFacts(context_.paths.profiles()));
    repair_facts_ = std::move(repair_facts);
    AUTOPILOT_TRY(task, context_.prompts.Render("whole/sketch", WholeSketchFacts(context_.contract, stimuli_)));
    task_ = std::move(task);
    while (true) {
      AUTOPILOT_TRY(done, Write());
      if (done) break;
      AUTOPILOT_TRY(escalated, context_.dialogue.Escalate(kStep));
      if (!escalated) break;
    }
    AUTOPILOT_CHECK(Conclude());
    return std::move(result_);
  }

 private:
  /// The attempts of one provider. True if one of its sketches needs no more of them.
  Result<bool> Write() {
    last_.reset();
    for (int asked = 0; asked < context_.dialogue.attempts_a_step(); ++asked) {
      AUTOPILOT_TRY(sketch, Attempt());
      if (!sketch) continue;
      const bool better = !best_ || Progress(sketch->verdict) > Progress(best_->verdict);
      fruitless_ = last_ && Progress(sketch->verdict) <= Progress(last_->verdict) ? fruitless_ + 1 : 0;
      last_ = *sketch;
      if (better) best_ = *sketch;
      // Nothing that a model could write changes a judge that cannot tell.
      if (sketch->verdict.verdict != VerdictKind::kReject) {
        best_ = *sketch;
        return true;
      }
    }
    return false;
  }

  /// One question and the sketch in its reply; none if there was no new one.
  Result<std::optional<Sketch>> Attempt() {
    AUTOPILOT_TRY(request, NextRequest());
    AUTOPILOT_TRY(answer, context_.dialogue.Ask(request));
    if (answer.reply.prompt_truncated && feedback_bytes_ > 0 && last_) {
      // The shorter prompt is asked next; the cut one was nobody's attempt.
      feedback_bytes_ = 0;
      last_.reset();
      AUTOPILOT_CHECK(RecordCutPrompt(context_, answer, request.key));
      return Attempt();
    }
    AUTOPILOT_CHECK(CheckPromptWhole(context_, answer, request.key));
    Extraction extraction = Extract(answer.reply.text, Wanted::kSketch, answer.reply.finish_reason);
    if (!extraction.ok()) {
      AUTOPILOT_CHECK(Refuse(answer, request.key, extraction.findings));
      return std::optional<Sketch>();
    }
    if (std::find(seen_.begin(), seen_.end(), extraction.code) != seen_.end()) {
      fruitless_ = kMendsWithoutProgress;
      AUTOPILOT_CHECK(Refuse(answer, request.key, {RepeatedReply()}));
      return std::optional<Sketch>();
    }
    seen_.push_back(extraction.code);
    AUTOPILOT_TRY(judged, judge_->Judge(extraction.code));
    AUTOPILOT_CHECK(context_.dialogue.Judge(answer, request.key, extraction.code, judged.verdict));
    AUTOPILOT_TRY(sketch, Repair(extraction.code, std::move(judged)));
    return std::optional<Sketch>(std::move(sketch));
  }

  /// What can be mended without a model is, before a token is spent on it.
  Result<Sketch> Repair(const std::string& text, Judgement judged) {
    Sketch sketch{text, judged.verdict, text, ""};
    if (judged.verdict.verdict != VerdictKind::kReject) {
      result_.samples = judge_->samples();
      return sketch;
    }
    AUTOPILOT_TRY(repaired,
                  RepairSketch(text, std::move(judged), context_.contract, repair_facts_, SketchRules(), *judge_));
    if (!repaired.changed) return sketch;
    AUTOPILOT_TRY(proposal, context_.dialogue.Propose({"sg", kStep, attempt_}, "repair", repaired.text));
    AUTOPILOT_CHECK(context_.dialogue.JudgeProposal(proposal, repaired.after));
    std::vector<std::string> done;
    for (const RepairRecord& record : repaired.repairs) done.push_back(record.what);
    sketch.text = std::move(repaired.text);
    sketch.verdict = std::move(repaired.after);
    sketch.repairs = fmt::format("{}", fmt::join(done, ", "));
    context_.dialogue.console().Say(fmt::format("  sg  {:<14} attempt {}  {} after repair: {}", kStep, attempt_,
                                                ToString(sketch.verdict.verdict), sketch.repairs));
    // A pass ends the repairs, so the text judged last is the one that they kept.
    if (sketch.verdict.passed()) result_.samples = judge_->samples();
    return sketch;
  }

  /// A fresh sample where there is nothing to mend, or where mending leads nowhere; else the last sketch with its
  /// faults.
  Result<ChatRequest> NextRequest() {
    ChatRequest request;
    request.key = {"sg", kStep, ++attempt_};
    request.seed = context_.SeedOf(attempt_);
    request.max_tokens = kReplyTokens;
    request.temperature = std::min(kWarmest, kTemperature + kWarmer * fresh_);
    request.messages = {{"system", task_.system}, {"user", task_.user}};
    if (last_ && fruitless_ < kMendsWithoutProgress) {
      AUTOPILOT_TRY(mend, MendPrompt());
      if (Fits(mend)) {
        request.messages = {{"system", mend.system}, {"user", mend.user}};
        return request;
      }
    }
    ++fresh_;
    fruitless_ = 0;
    last_.reset();
    return request;
  }

  Result<RenderedPrompt> MendPrompt() const {
    return context_.prompts.Render(
        "whole/mend", {{"task", task_.user},
                       {"sketch", last_->text},
                       {"faults", Feedback(last_->verdict, last_->text, context_.causes, feedback_bytes_)}});
  }

  bool Fits(const RenderedPrompt& prompt) const {
    const int window = context_.dialogue.provider().context_window();
    const std::size_t tokens = (prompt.system.size() + prompt.user.size()) / kBytesAToken;
    return window <= 0 || static_cast<int>(tokens) + kReplyTokens <= window;
  }

  Status Refuse(const Answer& answer, const AttemptKey& key, std::vector<Finding> findings) {
    return context_.dialogue.Judge(answer, key, "", VerdictOf(context_.causes, "reply", std::move(findings)));
  }

  Status Conclude() {
    if (!best_) {
      result_.verdict = VerdictOf(context_.causes, "reply", {NothingWritten()});
      return {};
    }
    result_.verdict = best_->verdict;
    result_.model_share = TokenShare(best_->text, {best_->by_model});
    std::string reason = best_->verdict.passed() ? "passes every gate" : "the attempts are spent";
    if (!best_->repairs.empty()) {
      result_.repaired_pieces.emplace_back(kStep);
      reason += "; repaired: " + best_->repairs;
    }
    result_.decisions.push_back(
        {kStep, best_->repairs.empty() ? "model" : "repair", best_->text, std::move(reason), attempt_});
    AUTOPILOT_CHECK(RecordDecision(context_, "sg", result_.decisions.back()));
    if (best_->verdict.metrics.accuracy >= 0) result_.measures["accuracy"] = best_->verdict.metrics.accuracy;
    AUTOPILOT_TRY(artifacts, WriteSketchArtifacts(context_, best_->text));
    result_.artifacts = std::move(artifacts);
    return {};
  }

  static Finding NothingWritten() {
    Finding finding;
    finding.rule = "reply/sketch";
    finding.root_cause = "reply_no_code";
    finding.message = "no reply held a sketch";
    finding.next = "see the attempts in the journal, or take another model";
    return finding;
  }

  StageContext& context_;
  StageResult result_;
  std::vector<Stimulus> stimuli_;
  std::optional<GateJudge> judge_;
  RepairFacts repair_facts_;
  RenderedPrompt task_;
  std::optional<Sketch> last_;  ///< What the next prompt would mend.
  std::optional<Sketch> best_;
  std::vector<std::string> seen_;
  int attempt_ = 0;
  int fresh_ = 0;
  int fruitless_ = 0;  ///< Mendings in a row without progress.
  std::size_t feedback_bytes_ = kFeedbackBytes;
};

}  // namespace

Result<StageResult> RunWholeSketch(StageContext& context) {
  AUTOPILOT_CHECK(RequireModel(context));
  return WholeSketchWriter(context).Run();
}

}  // namespace autopilot
