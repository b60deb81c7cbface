#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/contract_fingerprint.h"
#include "core/files.h"
#include "gate/run_plan.h"
#include "protocol/piece.h"
#include "protocol/piece_judge.h"
#include "protocol/sketch_frame.h"
#include "reply/extract.h"
#include "reply/token_share.h"
#include "stage/check_proposal.h"
#include "stage/decision.h"
#include "stage/gate_judge.h"
#include "stage/judge_memory.h"
#include "stage/piece_repair.h"
#include "stage/sketch_artifacts.h"
#include "stage/stage.h"

namespace autopilot {
namespace {

struct WrittenPiece {
  std::string code;
  Decision decision;
  std::string by_model = {};  ///< What a model wrote of it.
};

/// One stage's work on one sketch; lives for the length of RunSketchGeneration.
class SketchWriter {
 public:
  explicit SketchWriter(StageContext& context) : context_(context) {}

  Result<StageResult> Run() {
    result_.stage = "sg";
    AUTOPILOT_TRY(facts, LoadRepairFacts(context_.paths.profiles()));
    repair_facts_ = std::move(facts);
    AUTOPILOT_CHECK(ProposeChecks(context_, result_));
    AUTOPILOT_TRY(stimuli, PieceStimuli(context_.contract));
    stimuli_ = stimuli;
    AUTOPILOT_TRY(pieces, MakePieces(context_.contract, stimuli_));
    AUTOPILOT_TRY(shown, PlanStimuli(context_.contract));
    shown_ = shown;
    AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-sg"));
    scratch_ = scratch.path();

    std::vector<WrittenPiece> written;
    for (const Piece& piece : pieces) {
      AUTOPILOT_TRY(one, Write(piece));
      written.push_back(std::move(one));
    }
    AUTOPILOT_CHECK(Assemble(pieces, written));
    return std::move(result_);
  }

 private:
  /// Asks one provider after the other until a piece is right; the tool's own is the last resort.
  Result<WrittenPiece> Write(const Piece& piece) {
    Piece growing = piece;
    std::vector<std::string> seen;
    int attempt = 0;
    for (bool another = HasModel(context_); another;) {
      AUTOPILOT_TRY(written, WriteWithProvider(piece, growing, seen, attempt));
      if (written) {
        context_.dialogue.Relax();
        return Decide(*written);
      }
      AUTOPILOT_TRY(escalated, context_.dialogue.Escalate(piece.name));
      another = escalated;
    }
    context_.dialogue.Relax();
    if (!piece.wish.empty()) {
      unmet_.push_back(piece);
      return Decide({"",
                     {piece.name, "nobody", "",
                      attempt > 0 ? "the model's attempts are spent" : "there is no model to ask", attempt}});
    }
    result_.reference_pieces.push_back(piece.name);
    return Decide({piece.reference,
                   {piece.name, "reference", piece.reference,
                    attempt > 0 ? "the model's attempts are spent" : "there is no model to ask", attempt}});
  }

  /// Fresh samples, each tested, until one is right; a failing case becomes a worked example of the next.
  Result<std::optional<WrittenPiece>> WriteWithProvider(const Piece& piece, Piece& growing,
                                                        std::vector<std::string>& seen, int& attempt) {
    const PieceJudge judge{context_.contract, context_.twin, context_.causes, context_.rules, stimuli_};
    for (int asked = 0; asked < AttemptsAt(piece); ++asked) {
      AUTOPILOT_TRY(prompt, context_.prompts.Render("guided/" + (piece.prompt.empty() ? piece.name : piece.prompt),
                                                    PieceFacts(context_.contract, growing)));
      ChatRequest request;
      request.key = {"sg", piece.name, ++attempt};
      request.messages = {{"system", prompt.system}, {"user", prompt.user}};
      request.seed = context_.SeedOf(attempt);
      request.temperature = TemperatureOf(asked, request.temperature);
      request.max_tokens = 300;
      AUTOPILOT_TRY(answer, context_.dialogue.Ask(request));

      AUTOPILOT_CHECK(CheckPromptWhole(context_, answer, request.key));
      const Extraction extraction = ExtractFunction(answer.reply.text, piece.name, answer.reply.finish_reason);
      PieceVerdict verdict;
      if (!extraction.ok()) {
        verdict.verdict = VerdictOf(context_.causes, "reply", extraction.findings);
      } else if (std::find(seen.begin(), seen.end(), extraction.code) != seen.end()) {
        verdict.verdict = VerdictOf(context_.causes, "reply", {RepeatedReply()});
      } else {
        AUTOPILOT_TRY(judged, JudgePiece(judge, piece, extraction.code));
        verdict = std::move(judged);
        seen.push_back(extraction.code);
      }
      AUTOPILOT_CHECK(context_.dialogue.Judge(answer, request.key, extraction.code, verdict.verdict));
      if (verdict.verdict.passed()) {
        return std::optional<WrittenPiece>(
            {extraction.code,
             {piece.name, "model", extraction.code, "passes its cases on the twin", attempt},
             extraction.code});
      }
      if (extraction.ok() && verdict.verdict.verdict == VerdictKind::kReject && verdict.verdict.gate != "reply") {
        AUTOPILOT_TRY(mended, Mend(judge, piece, extraction.code, verdict, attempt));
        if (mended) return mended;
      }
      if (verdict.failed_case) ShowCase(growing, *verdict.failed_case);
      if (!piece.wish.empty()) Teach(growing, verdict.verdict);
    }
    return std::optional<WrittenPiece>();
  }

  /// What a slip of a few characters keeps from its cases.
  Result<std::optional<WrittenPiece>> Mend(const PieceJudge& judge, const Piece& piece, const std::string& code,
                                           const PieceVerdict& verdict, int attempt) {
    AUTOPILOT_TRY(repaired, RepairPiece(judge, piece, code, verdict, repair_facts_, scratch_));
    if (!repaired.after.passed()) return std::optional<WrittenPiece>();
    AUTOPILOT_TRY(proposal, context_.dialogue.Propose({"sg", piece.name, attempt}, "repair", repaired.text));
    AUTOPILOT_CHECK(context_.dialogue.JudgeProposal(proposal, repaired.after));
    std::vector<std::string> done;
    for (const RepairRecord& record : repaired.repairs) done.push_back(record.what);
    result_.repaired_pieces.push_back(piece.name);
    return std::optional<WrittenPiece>(
        {repaired.text,
         {piece.name, "repair", repaired.text, fmt::format("{}", fmt::join(done, ", ")), attempt},
         code});
  }

  /// Which cases a piece has, the contract says.
  Result<PieceVerdict> JudgePiece(const PieceJudge& judge, const Piece& piece, const std::string& code) {
    if (context_.memory == nullptr) return judge.Judge(piece, code, scratch_);
    if (facts_.empty()) facts_ = FingerprintOf(context_.contract);
    const std::string key = facts_ + piece.name + "\n" + code;
    if (const PieceVerdict* known = context_.memory->pieces.Find(key)) return *known;
    AUTOPILOT_TRY(judged, judge.Judge(piece, code, scratch_));
    context_.memory->pieces.Keep(key, judged.verdict, judged);
    return std::move(judged);
  }

  /// A wish has no other author than the model, so it gets twice as many.
  int AttemptsAt(const Piece& piece) const {
    return context_.dialogue.attempts_a_step() * (piece.wish.empty() ? 1 : 2);
  }

  /// Two samples as usual; then, since the model leans to something wrong, warmer ones.
  static double TemperatureOf(int asked, double usual) {
    constexpr double kWarmer = 0.1;
    constexpr double kWarmest = 1.0;
    return std::min(kWarmest, usual + kWarmer * std::max(0, asked - 1));
  }

  /// Says in the next prompt what was wrong, for wishes: their cases are in the prompt already.
  static void Teach(Piece& piece, const Verdict& verdict) {
    constexpr std::size_t kLessons = 2;
    const Finding* error = verdict.FirstError();
    if (error == nullptr) return;
    const Counterexample& example = error->counterexample;
    std::string lesson = example.empty()
                             ? fmt::format("An earlier function was refused: {}.", error->message.substr(0, 200))
                             : fmt::format("An earlier function was wrong: after {} there has to be: {}. But: {}.",
                                           example.input, example.expected, example.got);
    if (std::find(piece.lessons.begin(), piece.lessons.end(), lesson) != piece.lessons.end()) return;
    piece.lessons.push_back(std::move(lesson));
    if (piece.lessons.size() > kLessons) piece.lessons.erase(piece.lessons.begin());
  }

  /// Puts the failing case among the worked examples of the prompt.
  static void ShowCase(Piece& piece, std::size_t failed) {
    if (failed < piece.shown_cases || piece.cases[failed].example.empty()) return;
    std::rotate(piece.cases.begin() + static_cast<std::ptrdiff_t>(piece.shown_cases),
                piece.cases.begin() + static_cast<std::ptrdiff_t>(failed),
                piece.cases.begin() + static_cast<std::ptrdiff_t>(failed) + 1);
    ++piece.shown_cases;
  }

  Result<WrittenPiece> Decide(WrittenPiece written) {
    AUTOPILOT_CHECK(RecordDecision(context_, "sg", written.decision));
    return written;
  }

  Result<std::string> Render(const std::vector<WrittenPiece>& written) const {
    std::vector<std::string> code;
    for (const WrittenPiece& piece : written) code.push_back(piece.code);
    return RenderSketch(context_.prompts, context_.contract, code);
  }

  /// Each assembly is an attempt of its own in the journal: the pieces of a rejected one were the model's.
  Result<Verdict> JudgeWhole(const std::string& text, int attempt) {
    AUTOPILOT_TRY(proposal, context_.dialogue.Propose({"sg", "assembly", attempt}, "tool", text));
    GateJudge judge(context_, shown_, scratch_);
    AUTOPILOT_TRY(judged, judge.Judge(text));
    AUTOPILOT_CHECK(context_.dialogue.JudgeProposal(proposal, judged.verdict));
    result_.samples = judge.samples();
    return std::move(judged.verdict);
  }

  /// Puts the pieces into the frame and judges the whole. Pieces that pass alone and fail together give
  /// way to the tool's own, all at once: the sketch must work.
  Status Assemble(const std::vector<Piece>& pieces, std::vector<WrittenPiece>& written) {
    AUTOPILOT_TRY(text, Render(written));
    AUTOPILOT_TRY(verdict, JudgeWhole(text, 1));
    if (verdict.verdict == VerdictKind::kReject && verdict.root_cause != "behaviour_not_met" &&
        result_.reference_pieces.size() < pieces.size()) {
      context_.dialogue.console().Warn("the pieces pass alone, but not together: the reference pieces take over");
      result_.reference_pieces.clear();
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (!pieces[i].wish.empty()) continue;
        result_.reference_pieces.push_back(pieces[i].name);
        std::erase(result_.repaired_pieces, pieces[i].name);
        AUTOPILOT_TRY(one, Decide({pieces[i].reference,
                                   {pieces[i].name, "reference", pieces[i].reference,
                                    "the whole sketch was rejected: " + verdict.root_cause, 0}}));
        written[i] = one;
      }
      AUTOPILOT_TRY(again, Render(written));
      text = again;
      AUTOPILOT_TRY(second, JudgeWhole(text, 2));
      verdict = second;
    }
    std::vector<std::string> by_model;
    for (const WrittenPiece& piece : written) {
      if (!piece.by_model.empty()) by_model.push_back(piece.by_model);
      result_.decisions.push_back(piece.decision);
    }
    result_.model_share = TokenShare(text, by_model);
    RefuseUnmet(verdict);
    result_.verdict = verdict;
    if (verdict.metrics.accuracy >= 0) result_.measures["accuracy"] = verdict.metrics.accuracy;
    AUTOPILOT_TRY(artifacts, WriteSketchArtifacts(context_, text));
    result_.artifacts.insert(result_.artifacts.begin(), artifacts.begin(), artifacts.end());
    return {};
  }

  /// A wish that nobody wrote is not met, whatever its check says.
  void RefuseUnmet(Verdict& verdict) const {
    if (unmet_.empty() || verdict.verdict != VerdictKind::kPass) return;
    for (const Piece& piece : unmet_) {
      Finding finding;
      finding.rule = "semantics/behaviour";
      finding.root_cause = "behaviour_not_met";
      finding.message = fmt::format("nobody wrote the wish \"{}\"", piece.wish);
      finding.next = "give a provider with a model, more attempts, or other words";
      context_.causes.Complete(finding);
      verdict.findings.push_back(std::move(finding));
    }
    verdict.verdict = VerdictKind::kReject;
    verdict.gate = "semantics";
    verdict.root_cause = "behaviour_not_met";
    verdict.paper_category = verdict.FirstError()->paper_category;
  }

  StageContext& context_;
  RepairFacts repair_facts_;
  std::vector<Piece> unmet_;  ///< Wishes without a function.
  StageResult result_;
  std::vector<Stimulus> stimuli_;  ///< Of the pieces.
  std::vector<Stimulus> shown_;    ///< To the whole sketch.
  std::filesystem::path scratch_;
  std::string facts_;  ///< The contract's fingerprint, once it is wanted.
};

}  // namespace

Result<StageResult> RunSketchGeneration(StageContext& context) {
  AUTOPILOT_CHECK(RequireModel(context));
  return SketchWriter(context).Run();
}

}  // namespace autopilot
