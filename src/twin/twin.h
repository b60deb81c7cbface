#pragma once

/// The device twin: compiles a sketch for the host against the profile's headers and the real TFLM
/// kernels, and runs it in virtual time. What builds is decided by the target's compiler.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "twin/diagnostics.h"
#include "twin/stimulus.h"
#include "twin/trace.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// Files of one sketch. `text` is the .ino as its author wrote it.
struct Sketch {
  std::string name = "sketch";  ///< "fruit" -> fruit.ino in messages.
  std::string text;
};

struct BuildResult {
  bool builds = false;                  ///< The target's compiler accepts it.
  bool links = false;                   ///< The host program exists.
  bool builds_known = true;             ///< False where the twin lacks a header that the target has.
  std::vector<Diagnostic> diagnostics;  ///< Lines refer to the author's file.
  std::string exhausted;                ///< What the compiler ran out of, if it gave up: "20 s of processor time".
  std::string compiler_output;
  std::filesystem::path program;  ///< Inside the folder given to Build.
};

/// What the runtime needs to know beside the stimuli; all from the contract.
struct RunOptions {
  double boot_monitor_seconds = 0.5;  ///< When a serial monitor opens; negative: never.
  double virtual_seconds_limit = 600;
  double min_hold_seconds = 0.3;  ///< How long an object is shown at least, and at most if no result comes.
  double max_hold_seconds = 3;
  double gap_seconds = 0.2;  ///< Between two objects.
  int settle_invokes = 2;    ///< Inferences after which an object is no longer needed, or a recording's end was seen.
  int invoke_limit = 0;      ///< Inferences after which enough was seen; 0: none.
  int cpu_seconds = 10;
  /// "bus", "engine", "arena", "halt": faults to forgive, for a second look at what lies behind.
  std::vector<std::string> neutralise;
};

/// Thread-safe: several sketches may be built and run at once, in different folders.
class Twin {
 public:
  /// Checks that compilers, archive and headers of the installation are there; kInfrastructure with
  /// the cure if not. `runner` and `sandbox` outlive the twin.
  static Result<Twin> Create(const InstallPaths& paths, ProcessRunner& runner, const Sandbox& sandbox);

  /// Compiles for target and host, in parallel, in `folder` (which must exist). A sketch that does not
  /// build, or that no compiler gets done with, is a result; only missing tools, a full disk and a machine
  /// without time for us are errors.
  Result<BuildResult> Build(const Sketch& sketch, const Contract& contract, const std::filesystem::path& folder) const;

  /// Runs a built program, confined, against the stimuli.
  Result<Trace> Run(const BuildResult& build, const Contract& contract, const std::vector<Stimulus>& stimuli,
                    const RunOptions& options, const std::filesystem::path& folder) const;

 private:
  Twin(InstallPaths paths, TwinRecipe recipe, ProcessRunner& runner, const Sandbox& sandbox)
      : paths_(std::move(paths)), recipe_(std::move(recipe)), runner_(&runner), sandbox_(&sandbox) {}

  /// Runs one compiler on sketch.cpp in `folder`; `output` is empty for a syntax check alone;
  /// `headers` are included before the sketch.
  Result<ProcessResult> Compile(const CompilerRecipe& compiler, const LibraryRecipe& library, const Contract& contract,
                                const std::string& output, const std::filesystem::path& folder,
                                const std::vector<std::string>& headers) const;

  InstallPaths paths_;
  TwinRecipe recipe_;
  ProcessRunner* runner_;
  const Sandbox* sandbox_;
};

}  // namespace autopilot
