#pragma once

/// What stage tests stand on: the real profiles, prompts, worker, sandbox and journal, and a model that
/// answers from a script. For test files only.

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/files.h"
#include "stage/stage.h"
#include "testing/fake_clock.h"
#include "testing/shared_folder.h"
#include "testing/source_install.h"
#include "testing/status.h"

namespace autopilot {

/// Gives its answers in order and keeps the requests; fails when it is asked more often.
class ScriptedProvider : public Provider {
 public:
  explicit ScriptedProvider(std::vector<std::string> answers) : answers_(answers.begin(), answers.end()) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    requests.push_back(request);
    if (answers_.empty()) {
      return Fail(BadInput("the script has no answer for " + request.key.stage + "/" + request.key.step));
    }
    ChatReply reply;
    reply.text = answers_.front();
    answers_.pop_front();
    reply.prompt_tokens = 10;
    reply.completion_tokens = 5;
    reply.finish_reason = "stop";
    reply.prompt_truncated = cuts_prompts;
    return reply;
  }
  std::string name() const override { return "scripted"; }
  std::string model() const override { return "script"; }
  int context_window() const override { return 4096; }
  bool spent() const { return answers_.empty(); }

  std::vector<ChatRequest> requests;
  bool cuts_prompts = false;

 private:
  std::deque<std::string> answers_;
};

/// Builds a StageContext over one application. `provider` outlives the bed.
class StageTestBed {
 public:
  static Result<std::unique_ptr<StageTestBed>> Make(const std::filesystem::path& app_toml, Provider& provider) {
    auto bed = std::unique_ptr<StageTestBed>(new StageTestBed);
    AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-stage-test-"));
    bed->folder_ = std::make_unique<TemporaryFolder>(std::move(folder));
    AUTOPILOT_TRY(paths, SourceInstallPaths());
    bed->paths_ = paths;
    AUTOPILOT_TRY(profiles, LoadProfiles(bed->paths_.profiles()));
    bed->profiles_ = std::move(profiles);
    AUTOPILOT_TRY(causes, RootCauses::Load(bed->paths_.profiles() / "root-causes.toml"));
    bed->causes_ = std::move(causes);
    AUTOPILOT_TRY(rules, DiagnosticRules::Load(bed->paths_.profiles() / "diagnostics.toml"));
    bed->rules_ = std::move(rules);
    AUTOPILOT_TRY(prompts, PromptLibrary::Load(bed->paths_.prompts()));
    bed->prompts_ = std::move(prompts);
    AUTOPILOT_TRY(sandbox, Sandbox::Create(*bed->runner_, Sandbox::Mode::kConfined));
    bed->sandbox_ = std::move(sandbox);
    // A twin without libraries: these tests bring the target's answers themselves.
    InstallPaths empty = bed->paths_;
    empty.lib = bed->folder_->path() / "lib";
    AUTOPILOT_CHECK(WriteFile(empty.lib / "twin.toml", ""));
    AUTOPILOT_TRY(twin, Twin::Create(empty, *bed->sandbox_));
    bed->twin_ = std::move(twin);
    bed->worker_ = MakePythonWorker(bed->paths_, *bed->sandbox_);
    AUTOPILOT_TRY(application, LoadApplication(app_toml));
    const auto measurer = MakeKerasMeasurer(*bed->worker_, bed->paths_);
    AUTOPILOT_TRY(contract, MeasureContract(application, bed->profiles_, measurer.get()));
    bed->contract_ = std::move(contract);
    AUTOPILOT_TRY(journal, Journal::Open(bed->folder_->path() / "journal.db", bed->clock_));
    bed->journal_ = std::move(journal);
    RunRecord run;
    run.id = "test";
    AUTOPILOT_CHECK(bed->journal_->BeginRun(run));
    bed->dialogue_ = std::make_unique<Dialogue>("test", provider, *bed->journal_, bed->budget_, bed->console_,
                                                std::vector<AttemptRecord>{});
    return bed;
  }

  StageContext Context() {
    return {paths_,    profiles_, causes_,    rules_,    prompts_,
            *twin_,    *worker_,  *dialogue_, contract_, folder_->path() / "run",
            /*seed=*/7};
  }
  Contract& contract() { return contract_; }
  Journal& journal() { return *journal_; }
  /// The attempts that the model was asked for, and what the tool proposed itself.
  Result<std::vector<AttemptRecord>> Asked() { return AttemptsThat(true); }
  Result<std::vector<AttemptRecord>> Proposed() { return AttemptsThat(false); }
  /// Replaces the worker, for tests that need no Python.
  void SetWorker(std::unique_ptr<PythonWorker> worker) { worker_ = std::move(worker); }

 private:
  StageTestBed() = default;
  Result<std::vector<AttemptRecord>> AttemptsThat(bool asked) {
    AUTOPILOT_TRY(attempts, journal_->Attempts("test"));
    std::erase_if(attempts, [asked](const AttemptRecord& attempt) { return attempt.asked() != asked; });
    return attempts;
  }
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
  FakeClock clock_;
  InstallPaths paths_;
  Profiles profiles_;
  RootCauses causes_;
  DiagnosticRules rules_;
  PromptLibrary prompts_;
  std::optional<Sandbox> sandbox_;
  std::optional<Twin> twin_;
  std::unique_ptr<PythonWorker> worker_;
  Contract contract_;
  std::unique_ptr<Journal> journal_;
  Budget budget_{BudgetLimits{}, clock_};
  Console console_{stderr, /*quiet=*/true};
  std::unique_ptr<Dialogue> dialogue_;
};

}  // namespace autopilot
