#pragma once

/// What an experiment varies: experiment.toml, read and checked. Format: docs/formats/experiment.md.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/provider_choice.h"
#include "core/status.h"
#include "paper/paper_rules.h"
#include "protocol/budget.h"

namespace autopilot {

/// One [[model]].
struct MatrixModel {
  std::string name;     ///< As the journal has it; "replay:NAME" for a recording.
  ProviderChoice asks;  ///< Its name is empty for a recording.
  std::string replay;   ///< Absolute path of the recordings, with {placeholders}; empty: a provider is asked.
  int at_once = 0;      ///< Trials of it at the same time; 0: as many as there are workers.
  int line = 0;

  bool replays() const { return !replay.empty(); }
};

/// One of `protocols`.
struct MatrixProtocol {
  std::string name;  ///< "guided", "whole", "paper:SG1-P"
  std::string protocol;
  PaperOptions paper;
};

struct MatrixVariant {
  std::string name;               ///< Empty: the standard prompts.
  std::filesystem::path prompts;  ///< Absolute; empty: the standard prompts.
  int line = 0;
};

struct MatrixSampling {
  std::string name;  ///< Empty: each question has its own.
  std::optional<double> temperature;
  std::optional<double> top_p;
};

/// One of `applications`; name and sketch are known once it is loaded (applications.h).
struct MatrixApplication {
  std::string written;         ///< As it stands in the file.
  std::filesystem::path file;  ///< Absolute.
  std::string name;            ///< [application] name
  std::string sketch;          ///< Name of its folder, as recordings have it.
  int line = 0;
};

/// Limits of all trials together; 0: none.
struct WholeBudget {
  double tokens = 0;
  double usd = 0;
  double seconds = 0;  ///< Of one `experiment run`, by the wall.
};

struct SlurmOptions {
  int shards = 0;                    ///< Tasks of the array; 0: kDefaultShards of slurm.h.
  int resubmits = 3;                 ///< Of tasks that failed.
  std::vector<std::string> options;  ///< For sbatch, as they are.
};

struct Matrix {
  std::filesystem::path file;
  std::string text;  ///< Of the file.

  std::string name;
  std::vector<std::string> stages;
  int repeats = 1;
  int seed = 0;
  int concurrency = 0;  ///< Workers; 0: one for each processor.

  std::vector<MatrixModel> models;
  std::vector<MatrixProtocol> protocols;
  std::vector<MatrixVariant> variants;
  std::vector<MatrixSampling> samplings;
  std::vector<MatrixApplication> applications;

  BudgetLimits trial;
  WholeBudget whole;
  bool unknown_price_allowed = false;
  SlurmOptions slurm;
};

/// Reads and checks what the file alone says. kBadInput with file, line and cure: unknown keys and names, numbers that
/// cannot be, budgets that contradict each other, combinations of which no trial can be made.
Result<Matrix> LoadMatrix(const std::filesystem::path& file);
/// The same of a text; `file` is where its relative paths start.
Result<Matrix> ParseMatrix(const std::string& text, const std::filesystem::path& file);

}  // namespace autopilot
