#pragma once

/// The device twin: compiles a sketch for the host against the profile's headers and the real TFLM
/// kernels, and runs it in virtual time. What builds is decided by the target's compiler.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/contract.h"
#include "app/sketch_files.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "twin/board_image.h"
#include "twin/diagnostics.h"
#include "twin/stimulus.h"
#include "twin/target_build.h"
#include "twin/trace.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// One sketch. `text` is the .ino as its author wrote it, or all tabs of it, one after another.
struct Sketch {
  std::string name = "sketch";  ///< "fruit" -> fruit.ino in messages, unless the layout names the tabs.
  std::string text;
  SketchLayout layout = {};  ///< A model.h in it takes the place of the contract's.
};

/// What a build is for.
struct BuildOptions {
  bool measure = false;                ///< Link for the board even where nothing depends on it.
  std::vector<std::string> operators;  ///< That the sketch registers; see TargetBuild.
};

struct BuildResult {
  bool builds = false;                  ///< The target's compiler accepts it.
  bool links = false;                   ///< The host program exists.
  bool builds_known = true;             ///< False where the twin lacks a header that the target has.
  std::vector<Diagnostic> diagnostics;  ///< Lines refer to the author's file.
  std::string compiler_output;
  std::filesystem::path program;  ///< Inside the folder given to Build.
  std::vector<std::string> files;   ///< Names of the sketch's files, as in messages.
  std::optional<BoardImage> image;  ///< Where it was linked for the board.
};

/// What the runtime needs to know beside the stimuli; all from the contract.
struct RunOptions {
  double boot_monitor_seconds = 0.5;  ///< When a serial monitor opens; negative: never.
  double virtual_seconds_limit = 600;
  int cpu_seconds = 5;
  /// "bus", "engine", "arena": faults to forgive, for a second look at what lies behind.
  std::vector<std::string> neutralise;
};

/// Thread-safe: several sketches may be built and run at once, in different folders.
class Twin {
 public:
  /// Checks that compilers, archive and headers of the installation are there; kInfrastructure with
  /// the cure if not. `runner` and `sandbox` outlive the twin.
  static Result<Twin> Create(const InstallPaths& paths, ProcessRunner& runner, const Sandbox& sandbox);

  /// Compiles for target and host, in parallel, in `folder` (which must exist), and links for the board where that
  /// is asked for or in doubt. A sketch that does not build is a result; only missing tools and a full disk are
  /// errors.
  Result<BuildResult> Build(const Sketch& sketch, const Contract& contract, const std::filesystem::path& folder,
                            const BuildOptions& options = {}) const;

  /// Runs a built program, confined, against the stimuli.
  Result<Trace> Run(const BuildResult& build, const Contract& contract, const std::vector<Stimulus>& stimuli,
                    const RunOptions& options, const std::filesystem::path& folder) const;

 private:
  Twin(InstallPaths paths, TwinRecipe recipe, std::map<std::string, TargetBuild> targets, ProcessRunner& runner,
       const Sandbox& sandbox)
      : paths_(std::move(paths)),
        recipe_(std::move(recipe)),
        targets_(std::move(targets)),
        runner_(&runner),
        sandbox_(&sandbox) {}

  /// One compiler at work in one folder.
  struct Job {
    const CompilerRecipe& compiler;
    const LibraryRecipe& library;
    const Contract& contract;
    const std::filesystem::path& folder;
    const std::vector<std::string>& headers;  ///< Included before the sketch.
    const std::vector<std::string>& sources;  ///< Beside the sketch.
  };
  /// Compiles the unit and the sources beside it, which no one includes anything before. `ending` is what the last
  /// command ends with: what to link, or that nothing is made.
  Result<ProcessResult> Compile(const Job& job, const std::vector<std::string>& ending) const;
  Result<ProcessResult> RunCompiler(const Job& job, const std::string& source, const std::vector<std::string>& before,
                                    const std::vector<std::string>& ending) const;

  InstallPaths paths_;
  TwinRecipe recipe_;
  std::map<std::string, TargetBuild> targets_;  ///< By library.
  ProcessRunner* runner_;
  const Sandbox* sandbox_;
};

}  // namespace autopilot
