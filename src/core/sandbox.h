#pragma once

/// Confinement for code that a model or a recording wrote: bubblewrap, an unprivileged uid, no
/// network, a read-only system, one writable folder, and limits on time, memory, files and processes.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// What one confined program may see and use.
struct SandboxPolicy {
  std::filesystem::path writable;               ///< The one folder it may write to; also its working directory.
  std::vector<std::filesystem::path> readable;  ///< Files and folders shown read-only, at their own paths.
  ProcessLimits limits;
};

/// Wraps commands. Thread-safe after creation.
class Sandbox {
 public:
  enum class Mode {
    kConfined,    ///< The rule.
    kUnconfined,  ///< Only with the user's explicit --unsafe-no-sandbox.
  };

  /// Checks, by running a program, that confinement works here: no network, no writes outside, an
  /// unprivileged uid. Fails with kInfrastructure and the cure otherwise.
  static Result<Sandbox> Create(ProcessRunner& runner, Mode mode);

  /// Runs `command` confined. `command.folder` is ignored: it runs in `policy.writable`.
  /// The writable folder is made accessible to the unprivileged uid, and its files are given back
  /// to the caller's uid afterwards; links, pipes and sockets that the program made there are removed,
  /// so that nobody reads through them. When this returns, no process of the program is left.
  /// `policy.limits` hold, not those of `command`; the environment is PATH, HOME=/tmp, LANG and
  /// `command.environment`, nothing of the caller's. Two runs must not share a writable folder.
  /// Fails as ProcessRunner::Run does, and with kInfrastructure when something in `policy` is missing.
  Result<ProcessResult> Run(const Command& command, const SandboxPolicy& policy) const;

  /// Starts a program to be talked to, confined in the same way. The folder is the program's until the
  /// handle is destroyed, and given back then. `policy.limits.wall` and `output_bytes` do not hold.
  Result<std::unique_ptr<LineProcess>> Talk(const Command& command, const SandboxPolicy& policy) const;

  Mode mode() const { return mode_; }
  /// One line for reports, e.g. "bubblewrap 0.8.0, uid 65534".
  const std::string& description() const { return description_; }

 private:
  Sandbox(ProcessRunner& runner, Mode mode, bool root) : runner_(&runner), mode_(mode), root_(root) {}
  /// Says what of the confinement does not hold, if anything.
  Status Probe() const;
  Result<ProcessResult> RunConfined(const Command& command, const SandboxPolicy& policy) const;

  ProcessRunner* runner_;  ///< Not owned; outlives the sandbox.
  Mode mode_;
  bool root_;                       ///< We are root: the program must become somebody else.
  bool own_user_namespace_ = true;  ///< The program gets one, so that processes are counted for it alone.
  std::string description_;
};

}  // namespace autopilot
