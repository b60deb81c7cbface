#include "engine/workshop.h"

#include "core/files.h"
#include "twin/user_library.h"

namespace autopilot {

Workshop::Workshop(const Options& options)
    : options_(options),
      console_(std::make_unique<Console>(stderr, options.quiet)),
      runner_(MakeSystemProcessRunner()) {}

Result<std::unique_ptr<Workshop>> Workshop::Open(const Options& options) {
  std::unique_ptr<Workshop> workshop(new Workshop(options));
  AUTOPILOT_TRY(paths, FindInstallPaths());
  workshop->paths_ = paths;
  AUTOPILOT_TRY(profiles, LoadProfiles(paths.profiles()));
  AUTOPILOT_CHECK(AddLibraryProfiles(UserLibraryFolder(paths.cache), profiles));
  workshop->profiles_ = std::move(profiles);
  AUTOPILOT_TRY(causes, RootCauses::Load(paths.profiles() / "root-causes.toml"));
  workshop->causes_ = std::move(causes);
  AUTOPILOT_TRY(rules, DiagnosticRules::Load(paths.profiles() / "diagnostics.toml"));
  workshop->rules_ = std::move(rules);
  AUTOPILOT_TRY(prompts, PromptLibrary::Load(paths.prompts()));
  workshop->prompts_ = std::move(prompts);
  return workshop;
}

Result<const Sandbox*> Workshop::sandbox() {
  const std::lock_guard lock(mutex_);
  if (!sandbox_) {
    // Programs that were killed could not, and nobody tidies up memory.
    RemoveLeftTemporaries(kMemoryFolder, "autopilot-");
    if (options_.unsafe_no_sandbox) console_->Warn("without a sandbox, generated code can do whatever you can");
    AUTOPILOT_TRY(made, Sandbox::Create(*runner_, options_.unsafe_no_sandbox ? Sandbox::Mode::kUnconfined
                                                                             : Sandbox::Mode::kConfined));
    sandbox_ = std::move(made);
  }
  return &*sandbox_;
}

Result<const Twin*> Workshop::twin() {
  const std::lock_guard lock(mutex_);
  if (!twin_) {
    AUTOPILOT_TRY(box, sandbox());
    AUTOPILOT_TRY(made, Twin::Create(*paths_, *box));
    twin_ = std::move(made);
  }
  return &*twin_;
}

Result<PythonWorker*> Workshop::worker() {
  const std::lock_guard lock(mutex_);
  if (!worker_) {
    AUTOPILOT_TRY(box, sandbox());
    worker_ = MakePythonWorker(*paths_, *box);
  }
  return worker_.get();
}

Result<Contract> Workshop::Measure(const Application& application) {
  if (!application.keras) return MeasureContract(application, *profiles_, nullptr);
  AUTOPILOT_TRY(python, worker());
  const auto measurer = MakeKerasMeasurer(*python, *paths_);
  return MeasureContract(application, *profiles_, measurer.get());
}

}  // namespace autopilot
