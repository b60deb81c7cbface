#pragma once

/// The device twin: compiles a sketch for the host against the profile's headers and the real TFLM
/// kernels, and runs it in virtual time. What builds is decided by the target's compiler.

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "app/contract.h"
#include "app/sketch_files.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "twin/board_image.h"
#include "twin/diagnostics.h"
#include "twin/library_discovery.h"
#include "twin/stimulus.h"
#include "twin/target_build.h"
#include "twin/trace.h"
#include "twin/twin_recipe.h"
#include "twin/warm_compiler.h"

namespace autopilot {

/// One sketch. `text` is the .ino as its author wrote it, or all tabs of it, one after another.
struct Sketch {
  std::string name = "sketch";  ///< "fruit" -> fruit.ino in messages, unless the layout names the tabs.
  std::string text;
  SketchLayout layout = {};  ///< A model.h in it takes the place of the contract's.

  /// At least one.
  std::vector<SketchLayout::Tab> Tabs() const;
  /// Names of all its files, as in messages.
  std::vector<std::string> Files() const;
};

/// What a build is for.
struct BuildOptions {
  bool measure = false;                ///< Link for the board even where nothing depends on it.
  std::vector<std::string> operators;  ///< That the sketch registers; see TargetBuild.
  bool in_turn = false;  ///< The host's compiler begins when the target's has accepted the sketch: slower, and less
                         ///< work where it does not.
};

struct BuildResult {
  bool builds = false;                  ///< The target's compiler accepts it.
  bool links = false;                   ///< The host program exists.
  bool builds_known = true;             ///< False where the twin lacks a header that the target has.
  std::vector<Diagnostic> diagnostics;  ///< Lines refer to the author's file.
  std::string exhausted;                ///< What the compiler ran out of, if it gave up: "20 s of processor time".
  std::string compiler_output;
  std::filesystem::path program;    ///< A shared object in the folder given to Build; Run loads it.
  std::vector<std::string> files;   ///< Names of the sketch's files, as in messages.
  std::optional<BoardImage> image;  ///< Where it was linked for the board.
  std::string unmeasured;           ///< Why not, where it should have been: it may not fit.
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
  /// "bus", "engine", "arena", "model", "resolver", "halt": faults to forgive, for a second look at what lies behind.
  std::vector<std::string> neutralise;

  bool Neutralises(const std::string& fault) const {
    return std::find(neutralise.begin(), neutralise.end(), fault) != neutralise.end();
  }
};

/// Thread-safe: several sketches may be built and run at once, in different folders.
class Twin {
 public:
  /// Checks that compilers, archive and headers of the installation are there; kInfrastructure with
  /// the cure if not. `sandbox` outlives the twin.
  static Result<Twin> Create(const InstallPaths& paths, const Sandbox& sandbox);

  /// Fails with kInfrastructure and the cure where there is no runtime of the library.
  Status Knows(const LibraryProfile& library) const;

  /// Compiles for target and host, in parallel, in `folder` (which must exist), and links for the board where
  /// that is asked for or in doubt. A sketch that does not build, or that no compiler gets done with, is a result;
  /// only missing tools, a full disk and a machine without time for us are errors.
  Result<BuildResult> Build(const Sketch& sketch, const Contract& contract, const std::filesystem::path& folder,
                            const BuildOptions& options = {}) const;

  /// Which libraries the sketch's includes find, as far as that needs no compiler. `contract` outlives the answer.
  LibraryDiscovery FindLibraries(const Sketch& sketch, const Contract& contract) const;
  /// Whether the target's compiler accepts the sketch with another library generation.
  Result<bool> BuildsWith(const LibraryProfile& library, const Sketch& sketch, const Contract& contract) const;

  /// Runs a built program, confined, against the stimuli.
  Result<Trace> Run(const BuildResult& build, const Contract& contract, const std::vector<Stimulus>& stimuli,
                    const RunOptions& options, const std::filesystem::path& folder) const;

 private:
  Twin(InstallPaths paths, TwinRecipe recipe, const Sandbox& sandbox);

  /// The command line of one compiler, without source and output; what it includes beside the core is offered to each
  /// sketch.
  static std::vector<std::string> Driver(const CompilerRecipe& compiler);
  static std::vector<std::string> SyntaxDriver(const CompilerRecipe& compiler);
  /// A sketch in the making.
  struct Job {
    const Sketch& sketch;
    const Contract& contract;
    const LibraryRecipe& library;
    std::string unit;
  };
  /// Asks the target's compiler, which has the sketch's files already, and lets libraries join as it misses headers.
  static Result<ProcessResult> CheckForTarget(WarmCompiler& compiler, const Job& job, LibraryDiscovery& discovery);
  /// Compiles and links a sketch with the compiler that has read `prelude`, to `program`. A sketch that does not build
  /// is a result.
  Result<ProcessResult> CompileForHost(const std::filesystem::path& prelude, const Job& job,
                                       const std::vector<std::filesystem::path>& libraries,
                                       const std::filesystem::path& program) const;
  /// From sketch.s in the compiler's folder to sketch.so. What the sketch leaves undefined and nobody has is said
  /// as a linker would.
  Result<ProcessResult> Link(WarmCompiler& compiler, const Job& job) const;
  /// Links for the board, in the folder of the target's compiler, which has accepted the sketch.
  Result<ProcessResult> LinkForBoard(WarmCompiler& compiler, const Job& job,
                                     const std::vector<std::filesystem::path>& libraries,
                                     const std::vector<std::string>& operators, BuildResult& result) const;

  InstallPaths paths_;
  TwinRecipe recipe_;
  const Sandbox* sandbox_;
  std::unique_ptr<CompilerPool> compilers_;
  std::map<std::string, std::unordered_set<std::string>> symbols_;  ///< Known ones, by library.
  std::map<std::string, TargetBuild> targets_;                      ///< By library.
};

}  // namespace autopilot
