#pragma once

/// The tools that every command works with: the installation's data, processes, sandbox, twin, Python.

#include <memory>
#include <mutex>
#include <optional>

#include "app/contract.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "finding/diagnostic_rules.h"
#include "finding/root_causes.h"
#include "prompt/prompt_library.h"
#include "twin/twin.h"
#include "worker/python_worker.h"

namespace autopilot {

/// Owns all of it. Not movable: its members refer to each other. Only `sandbox` and `twin` are thread-safe.
class Workshop {
 public:
  struct Options {
    bool unsafe_no_sandbox = false;
    bool quiet = false;
  };

  /// Loads the installation's data. Fails with kInfrastructure when it is not whole.
  static Result<std::unique_ptr<Workshop>> Open(const Options& options);

  const InstallPaths& paths() const { return *paths_; }
  const Profiles& profiles() const { return *profiles_; }
  const RootCauses& causes() const { return *causes_; }
  const DiagnosticRules& rules() const { return *rules_; }
  const PromptLibrary& prompts() const { return *prompts_; }
  Console& console() { return *console_; }
  SystemClock& clock() { return clock_; }
  const Options& options() const { return options_; }
  ProcessRunner& runner() { return *runner_; }

  /// Made and checked at the first call: commands that run no foreign code need neither.
  Result<const Sandbox*> sandbox();
  Result<const Twin*> twin();
  Result<PythonWorker*> worker();

  /// Measures with the Keras model if there is one.
  Result<Contract> Measure(const Application& application);

 private:
  explicit Workshop(const Options& options);

  Options options_;
  SystemClock clock_;
  std::unique_ptr<Console> console_;
  std::unique_ptr<ProcessRunner> runner_;
  std::optional<InstallPaths> paths_;
  std::optional<Profiles> profiles_;
  std::optional<RootCauses> causes_;
  std::optional<DiagnosticRules> rules_;
  std::optional<PromptLibrary> prompts_;
  std::recursive_mutex mutex_;  ///< Of what is made at the first call.
  std::optional<Sandbox> sandbox_;
  std::optional<Twin> twin_;
  std::unique_ptr<PythonWorker> worker_;
};

}  // namespace autopilot
