#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "core/file_lock.h"
#include "core/files.h"
#include "core/interrupt.h"
#include "engine/protocol_choice.h"
#include "engine/run_memory.h"
#include "engine/run_options.h"
#include "engine/run_providers.h"
#include "engine/script_verifier.h"
#include "engine/stage_record.h"
#include "llm/reference_provider.h"
#include "paper/library_manager.h"
#include "paper/paper_stages.h"
#include "protocol/dialogue.h"
#include "report/html_report.h"
#include "stage/stage.h"

namespace autopilot {
namespace {

using StageFunction = std::function<Result<StageResult>(StageContext&)>;

/// A stage, and the protocols that it belongs to.
struct Stage {
  const char* name;
  std::set<std::string> protocols;
  StageFunction function;
};

/// In their order. `paper` is what the stages of that protocol share; it outlives them.
std::vector<Stage> Stages(PaperRun& paper) {
  const auto shared = [&paper](auto function) {
    return [&paper, function](StageContext& context) { return function(context, paper); };
  };
  return {{"dp", {"guided", "whole"}, RunDataProcessing},
          {"dp", {kPaperProtocol}, shared(RunPaperDataProcessing)},
          {"train", {"guided", "whole"}, RunTraining},
          {"mc", {"guided", "whole"}, RunModelConversion},
          {"mc", {kPaperProtocol}, shared(RunPaperModelConversion)},
          {"sg", {"guided"}, RunSketchGeneration},
          {"sg", {"whole"}, RunWholeSketch},
          {"sg", {kPaperProtocol}, shared(RunPaperSketchGeneration)}};
}

std::string NewRunId(const Clock& clock) {
  std::string stamp;
  for (char c : clock.Timestamp()) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) stamp += c;
    if (c == 'T') stamp += '-';
  }
  return fmt::format("{}-{:04x}", stamp, std::random_device()() & 0xffffu);
}

/// One run in progress. The steps of Execute() are those of docs/design.md, "A run".
class Run {
 public:
  Run(const RunRequest& request, Workshop& workshop, RunMemory* memory)
      : request_(request), workshop_(workshop), memory_(memory), providers_(request_, workshop) {}

  Result<RunOutcome> Execute() {
    if (!request_.resume.empty()) AUTOPILOT_CHECK(OpenJournal());
    AUTOPILOT_TRY(application, Load());
    AUTOPILOT_CHECK(CheckStages(application, request_.protocol, request_.stages));
    AUTOPILOT_TRY(twin, workshop_.twin());
    AUTOPILOT_TRY(worker, workshop_.worker());
    twin_ = twin;
    worker_ = worker;
    if (memory_ == nullptr) AUTOPILOT_CHECK(MeasureInBrief(application));
    AUTOPILOT_CHECK(providers_.Start(application));
    workshop_.console().Live("  measuring data, model and profile ...");
    auto contract = Measure(application);
    if (!contract) {
      DropTraces();
      return Fail(std::move(contract).error());
    }
    // No run is written before this point: bad input leaves none behind.
    if (journal_ == nullptr) AUTOPILOT_CHECK(OpenJournal());
    AUTOPILOT_CHECK(SettleProtocol());
    AUTOPILOT_CHECK(ChoosePrompts());
    AUTOPILOT_CHECK(BeginRun(application));
    return Finish(Work(*contract));
  }

 private:
  static constexpr std::size_t kManyRows = 100'000;

  /// What contradicts itself without any model being opened ends here, before a server is started.
  Status MeasureInBrief(const Application& application) {
    const double start = workshop_.clock().Seconds();
    const auto cheap = MeasureContract(application, workshop_.profiles(), nullptr);
    if (!cheap) return Fail(cheap.error());
    if (cheap->data.size() >= kManyRows) {
      workshop_.console().Say(fmt::format("{} rows read and measured in {:.1f} s", cheap->data.size(),
                                          workshop_.clock().Seconds() - start));
    }
    return {};
  }

  Result<Application> Load() {
    if (memory_ == nullptr) return LoadApplication(request_.application);
    AUTOPILOT_TRY(contract, memory_->Measure(request_.application));
    Application application = contract->application;
    AskAsTheTrialSays(application);
    return application;
  }

  Result<Contract> Measure(const Application& application) {
    if (memory_ == nullptr) return workshop_.Measure(application);
    AUTOPILOT_TRY(known, memory_->Measure(request_.application));
    Contract contract = *known;
    AskAsTheTrialSays(contract.application);
    return contract;
  }

  void AskAsTheTrialSays(Application& application) const {
    if (!request_.trial) return;
    application.provider = request_.trial->asks;
    application.provider_then.clear();
  }

  const PromptLibrary& prompts() const { return prompts_ != nullptr ? *prompts_ : workshop_.prompts(); }

  /// A variant of the prompts, where the trial has one.
  Status ChoosePrompts() {
    if (!request_.trial || request_.trial->prompts.empty()) return {};
    if (memory_ == nullptr) {
      AUTOPILOT_TRY(variant, workshop_.prompts().With(request_.trial->prompts));
      own_prompts_ = std::move(variant);
      prompts_ = &*own_prompts_;
      return {};
    }
    AUTOPILOT_TRY(variant, memory_->Prompts(request_.trial->prompts));
    prompts_ = variant;
    return {};
  }

  /// A recording is replayed as it was most likely made; whoever made it otherwise says so.
  Status SettleProtocol() {
    if (request_.protocol != "auto") return {};
    request_.protocol = "guided";
    const Provider& provider = providers_.first();
    if (!request_.replay.empty() || !request_.Asks("sg") || provider.name() == ReferenceProvider::kName) return {};
    AUTOPILOT_TRY(scores, ReadScores(outcome_.journal));
    const ProtocolChoice choice =
        ChooseProtocol(provider.name() + "/" + provider.model(), provider.writes_functions(), scores);
    request_.protocol = choice.protocol;
    workshop_.console().Say(fmt::format("protocol {}: {}", choice.protocol, choice.reason));
    return {};
  }

  Status OpenJournal() {
    outcome_.journal = JournalOf(request_.out);
    if (!request_.resume.empty() && !std::filesystem::exists(outcome_.journal)) {
      return Fail(BadInput("there is no journal here, so there is no run to go on with",
                           "name the run's workspace with --out, or begin one with autopilot run APP.toml")
                      .At(outcome_.journal.string()));
    }
    AUTOPILOT_CHECK(MakeFolder(outcome_.journal.parent_path()));
    // Recorded replies can be had again, so their loss would be none.
    const Durability durability = request_.replay.empty() ? Durability::kPower : Durability::kProcess;
    if (memory_ != nullptr) {
      AUTOPILOT_TRY(kept, memory_->OpenJournal(outcome_.journal, durability));
      journal_ = kept;
    } else {
      AUTOPILOT_TRY(opened, Journal::Open(outcome_.journal, workshop_.clock(), durability));
      own_journal_ = std::move(opened);
      journal_ = own_journal_.get();
    }
    if (request_.resume.empty()) return {};
    AUTOPILOT_TRY(record, journal_->FindRun(request_.resume));
    AUTOPILOT_TRY(restored, RestoreRequest(record, request_));
    request_ = std::move(restored);
    outcome_.run = record.id;
    AUTOPILOT_TRY(attempts, journal_->Attempts(record.id));
    recalled_ = std::move(attempts);
    return {};
  }

  /// Bad input that shows only now leaves no log of a server that was not needed, and no empty folder.
  void DropTraces() {
    if (journal_ != nullptr) return;
    providers_.Stop();
    const std::filesystem::path workspace = WorkspaceOf(request_.out);
    std::error_code ignored;
    std::filesystem::remove(workspace / "logs" / "llama-server.log", ignored);
    std::filesystem::remove(workspace / "logs", ignored);
    std::filesystem::remove(workspace, ignored);
  }

  Status BeginRun(const Application& application) {
    const bool resumed = !outcome_.run.empty();
    if (!resumed) outcome_.run = request_.trial ? request_.trial->record.run : NewRunId(workshop_.clock());
    outcome_.folder = WorkspaceOf(request_.out) / "runs" / outcome_.run;
    if (request_.report) outcome_.report = outcome_.folder / "report.html";
    AUTOPILOT_CHECK(MakeFolder(outcome_.folder));
    if (!request_.trial) AUTOPILOT_CHECK(LockRun());
    RunRecord record;
    record.id = outcome_.run;
    record.application = application.file.string();
    record.name = application.name;
    record.options = RunOptionsJson(request_, workshop_.options().unsafe_no_sandbox).dump();
    record.versions = nlohmann::json{{"autopilot", AUTOPILOT_VERSION},
                                     {"prompts", prompts().version()},
                                     {"library", application.library},
                                     {"provider", providers_.first().name()},
                                     {"model", providers_.first().model()}}
                          .dump();
    record.folder = outcome_.folder.string();
    if (resumed) {
      AUTOPILOT_CHECK(journal_->ReopenRun(record.id));
    } else if (request_.trial) {
      AUTOPILOT_CHECK(journal_->BeginTrial(record, request_.trial->record));
    } else {
      AUTOPILOT_CHECK(journal_->BeginRun(record));
    }
    workshop_.console().Say(fmt::format("{} {}: {} on {}, model {}", resumed ? "going on with run" : "run",
                                        outcome_.run, application.name, application.board, providers_.first().model()));
    return {};
  }

  /// Two processes would write the same files. Trials have the lock of their experiment.
  Status LockRun() {
    AUTOPILOT_TRY(lock, FileLock::Try(outcome_.folder / "lock"));
    if (!lock) {
      return Fail(Infrastructure(fmt::format("another autopilot works on the run {}", outcome_.run),
                                 "wait for it, or end it and go on with --resume")
                      .At(outcome_.folder.string()));
    }
    lock_ = std::move(*lock);
    return {};
  }

  Status Work(Contract& contract) {
    AUTOPILOT_CHECK(WriteContract(contract));
    for (const std::string& note : contract.notes) workshop_.console().Say("  note: " + note);
    Budget budget(request_.limits, workshop_.clock());
    Status worked = Converse(contract, budget);
    outcome_.tokens = budget.tokens();
    outcome_.usd = budget.usd();
    return worked;
  }

  Status Converse(Contract& contract, Budget& budget) {
    const bool trains = contract.application.Trains();
    Dialogue dialogue(outcome_.run, providers_.first(), *journal_, budget, workshop_.console(), std::move(recalled_));
    StageContext context{workshop_.paths(),  workshop_.profiles(),
                         workshop_.causes(), workshop_.rules(),
                         prompts(),          *twin_,
                         *worker_,           dialogue,
                         contract,           outcome_.folder,
                         request_.seed,      memory_ == nullptr ? nullptr : &memory_->judged()};
    if (request_.trial) dialogue.SetSampling(request_.trial->temperature, request_.trial->top_p);
    dialogue.SetNext([this, &contract] { return providers_.Next(contract.application); });
    AUTOPILOT_TRY(libraries, FindLibraries());
    PaperRun paper(
        request_.paper, [this] { return OpenScriptBox(workshop_); }, libraries.get());
    for (const Stage& stage : Stages(paper)) {
      if (!request_.Asks(stage.name)) continue;
      if (std::string_view(stage.name) == "train" && !trains) continue;
      if (!stage.protocols.contains(request_.protocol)) continue;
      AUTOPILOT_CHECK(budget.CheckTime());
      AUTOPILOT_TRY(goes_on, RunStage(stage.name, stage.function, context));
      AUTOPILOT_CHECK(WriteContract(contract));
      if (!goes_on) break;
    }
    return {};
  }

  /// The library manager of this machine, which only the study's protocol asks; null without one.
  Result<std::unique_ptr<LibraryManager>> FindLibraries() {
    if (request_.protocol != kPaperProtocol) return std::unique_ptr<LibraryManager>();
    AUTOPILOT_TRY(sandbox, workshop_.sandbox());
    return FindLibraryManager(workshop_.runner(), *sandbox);
  }

  /// Again after each stage: preprocessing and the model are measured on the way.
  Status WriteContract(const Contract& contract) {
    const std::string text = ToJson(contract).dump(2) + "\n";
    AUTOPILOT_CHECK(WriteFile(outcome_.folder / "contract.json", text));
    return journal_->SetContract(outcome_.run, text);
  }

  /// True if the next stage has something to work with. The run's verdict is that of the first stage that is no pass.
  Result<bool> RunStage(const std::string& name, const StageFunction& function, StageContext& context) {
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "go on with --resume", "", 0});
    workshop_.console().Say("stage " + name);
    const double start = workshop_.clock().Seconds();
    StageRecord record;
    record.run = outcome_.run;
    record.stage = name;
    Result<StageResult> result = function(context);
    const StageTotals& totals = context.dialogue.totals(name);
    record.attempts = totals.attempts;
    record.prompt_tokens = totals.prompt_tokens;
    record.completion_tokens = totals.completion_tokens;
    record.usd = totals.usd;
    // As if all of it had been done now.
    record.seconds = workshop_.clock().Seconds() - start - totals.waited + totals.seconds;
    if (!result && result.error().kind == ErrorKind::kInterrupted) return Fail(result.error());
    if (!result) {
      const bool budget = result.error().kind == ErrorKind::kBudget;
      record.verdict = ToString(budget ? VerdictKind::kBudget : VerdictKind::kInfrastructure);
      record.detail = DetailText(result.error());
      AUTOPILOT_CHECK(journal_->PutStage(record));
      return Fail(result.error());
    }
    // The study goes on with what its own rule accepts, whatever our gates say.
    const bool goes_on = result->verdict.passed() || result->paper_accepted.value_or(false);
    if (name == "sg" && !result->paper_accepted) AUTOPILOT_CHECK(AskTheStudysRule(*result));
    record.verdict = ToString(result->verdict.verdict);
    record.detail = DetailText(*result, context.contract);
    AUTOPILOT_CHECK(journal_->PutStage(record));
    if (outcome_.verdict == VerdictKind::kPass) outcome_.verdict = result->verdict.verdict;
    outcome_.exit_code = ExitCodeFor(outcome_.verdict);
    workshop_.console().Say(fmt::format("  {}: {} after {:.1f} s, {} tokens written", name, record.verdict,
                                        record.seconds, record.completion_tokens));
    return goes_on;
  }

  /// So that sketches of all protocols can be counted by both rules.
  Status AskTheStudysRule(StageResult& result) const {
    AUTOPILOT_TRY(rules, LoadPaperRules(workshop_.paths().profiles(), {}));
    result.paper_accepted = false;
    for (const std::filesystem::path& artifact : result.artifacts) {
      if (artifact.extension() != ".ino") continue;
      AUTOPILOT_TRY(text, ReadFile(artifact));
      result.paper_accepted = TakesSketch(rules, text, result.verdict);
    }
    return {};
  }

  /// Ends the run in the journal and writes the report, whatever happened.
  Result<RunOutcome> Finish(const Status& worked) {
    providers_.Stop();
    std::string verdict = ToString(outcome_.verdict);
    if (!worked) {
      const ErrorKind kind = worked.error().kind;
      if (kind == ErrorKind::kInterrupted) return Fail(worked.error());
      outcome_.verdict = kind == ErrorKind::kBudget ? VerdictKind::kBudget : VerdictKind::kInfrastructure;
      outcome_.exit_code = ExitCodeFor(kind);
      verdict = ToString(outcome_.verdict);
    }
    AUTOPILOT_CHECK(journal_->EndRun(outcome_.run, verdict));
    if (request_.report) {
      AUTOPILOT_CHECK(WriteHtmlReport(*journal_, outcome_.run, workshop_.paths(), outcome_.report));
    }
    if (!worked) workshop_.console().Warn(worked.error().ToString());
    return outcome_;
  }

  RunRequest request_;
  Workshop& workshop_;
  RunMemory* memory_;
  RunProviders providers_;
  RunOutcome outcome_;
  std::optional<FileLock> lock_;  ///< Of the run's folder.
  std::unique_ptr<Journal> own_journal_;
  Journal* journal_ = nullptr;
  std::optional<PromptLibrary> own_prompts_;
  const PromptLibrary* prompts_ = nullptr;  ///< Of a variant.
  std::vector<AttemptRecord> recalled_;
  const Twin* twin_ = nullptr;
  PythonWorker* worker_ = nullptr;
};

}  // namespace

std::filesystem::path WorkspaceOf(const std::filesystem::path& out) {
  return std::filesystem::absolute(out.empty() ? ".autopilot" : out);
}

std::filesystem::path JournalOf(const std::filesystem::path& out) { return WorkspaceOf(out) / "journal.sqlite"; }

Status CheckStages(const Application& application, const std::string& protocol,
                   const std::vector<std::string>& stages) {
  if (protocol == kPaperProtocol) return CheckPaperStages(application, stages);
  const auto asks = [&stages](const char* stage) {
    return std::find(stages.begin(), stages.end(), stage) != stages.end();
  };
  const std::string file = application.file.string();
  const int line = application.LineOf("model");
  if (!application.Trains() && stages == std::vector<std::string>{"train"}) {
    return Fail(
        BadInput("[model] names a model, so there is nothing to train", "take it out of [model], or leave --stages out")
            .At(file, line));
  }
  if (asks("sg") && !asks("mc") && application.keras && !application.tflite && !application.header) {
    return Fail(BadInput("[model] has keras alone, and a sketch needs it converted",
                         "add mc to --stages, or name tflite or header in [model]")
                    .At(file, line));
  }
  // A model that nobody gives has to be trained before anything can be done with it.
  if (!application.Trains() || (!asks("mc") && !asks("sg")) || (asks("dp") && asks("train"))) return {};
  return Fail(BadInput("[model] names no model, and the stages that train one are not asked for",
                       "add dp and train to --stages, or name keras, tflite or header in [model]")
                  .At(file, line));
}

Result<RunOutcome> ExecuteRun(const RunRequest& request, Workshop& workshop, RunMemory* memory) {
  return Run(request, workshop, memory).Execute();
}

}  // namespace autopilot
