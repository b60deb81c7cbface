#pragma once

/// The stages (DP, train, MC, SG) and what they have in common. To add a stage: stage/NAME_stage.{h,cc}
/// and one line in engine/engine.cc.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/console.h"
#include "core/paths.h"
#include "core/sandbox.h"
#include "finding/diagnostic_rules.h"
#include "finding/finding.h"
#include "finding/root_causes.h"
#include "gate/observation.h"
#include "journal/stage_detail.h"
#include "prompt/prompt_library.h"
#include "protocol/dialogue.h"
#include "twin/twin.h"
#include "worker/python_worker.h"

namespace autopilot {

struct JudgeMemory;

/// What a stage works with. Everything referred to outlives the stage.
struct StageContext {
  const InstallPaths& paths;
  const Profiles& profiles;
  const RootCauses& causes;
  const DiagnosticRules& rules;
  const PromptLibrary& prompts;
  const Twin& twin;
  PythonWorker& worker;
  Dialogue& dialogue;
  Contract& contract;             ///< DP puts preprocessing into it, train and MC the model.
  std::filesystem::path folder;   ///< The run's folder; a stage writes below folder/NAME.
  int seed = 0;                   ///< Of the run.
  JudgeMemory* memory = nullptr;  ///< Of the process; null: everything is judged anew.

  /// Of a question: no two runs of neighbouring seeds ask with the same one.
  int SeedOf(int attempt) const { return seed * kQuestionsARun + attempt; }
  static constexpr int kQuestionsARun = 1000;
};

/// One thing a stage had to decide, and who did.
struct Decision {
  std::string step;  ///< "outliers", "quantisation", "features", ...
  /// "facts", "model", "reference" (the tool's own choice, a fallback), "repair", "tool" (its own work, no model
  /// asked).
  std::string decided_by;
  std::string choice;  ///< In words or JSON.
  std::string reason;  ///< Why no question was asked, or what the artifact showed.
  int attempts = 0;
};

struct StageResult {
  std::string stage;  ///< "dp", "train", "mc", "sg".
  Verdict verdict;
  std::vector<std::filesystem::path> artifacts;
  std::vector<Decision> decisions;
  std::vector<std::string> reference_pieces;  ///< Steps that the model failed and the tool wrote itself.
  std::vector<std::string> repaired_pieces;
  double model_share = 0;                  ///< Share of the artifact's tokens that the model wrote.
  std::map<std::string, double> measures;  ///< Rows, accuracy before and after, bytes, ...
  std::vector<SampleResult> samples;       ///< SG: what each shown object led to.
  ConfusionData confusion;                 ///< Train: held-out samples by true class (row) and answer (column).
  /// Whether the published study would count the stage as a success, under its own protocol. `verdict` is ours.
  std::optional<bool> paper_accepted;
};

Result<StageResult> RunDataProcessing(StageContext& context);
/// For applications without a model, after RunDataProcessing.
Result<StageResult> RunTraining(StageContext& context);
Result<StageResult> RunModelConversion(StageContext& context);
/// By the guided protocol: piece by piece.
Result<StageResult> RunSketchGeneration(StageContext& context);
/// The whole sketch at once, mended by its findings; needs a model to ask, and a strong one.
Result<StageResult> RunWholeSketch(StageContext& context);

}  // namespace autopilot
