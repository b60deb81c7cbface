#pragma once

/// One run: from app.toml to a verified sketch, every step journaled.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/provider_choice.h"
#include "core/status.h"
#include "engine/workshop.h"
#include "finding/finding.h"
#include "journal/journal.h"
#include "paper/paper_rules.h"
#include "protocol/budget.h"

namespace autopilot {

class RunMemory;

/// The study's own protocol, of all stages.
inline constexpr const char* kPaperProtocol = "paper";

/// What the run of one point of an experiment has beside that (experiment/trial.h).
struct TrialOfRun {
  TrialRecord record;                 ///< With the id that the run gets.
  std::string shard;                  ///< "3/8"; empty: of the whole experiment.
  ProviderChoice asks;                ///< In the place of app.toml's providers; nobody takes over.
  std::optional<double> temperature;  ///< Of every question; empty: as each has it.
  std::optional<double> top_p;
  std::filesystem::path prompts;  ///< Folder of the variant's prompts; empty: the standard ones.
  std::filesystem::path answers;  ///< Folder of llm/answer_cache.h; empty: every question is asked.
};

/// What the user asked for on the command line.
struct RunRequest {
  std::filesystem::path application;
  std::vector<std::string> stages = {"dp", "train", "mc", "sg"};  ///< train only for applications without a model.
  /// How sg asks the model: "guided" or "whole"; "paper": all stages as the study; "auto": see protocol_choice.h.
  std::string protocol = "auto";
  PaperOptions paper;         ///< Of the protocol "paper".
  std::string provider;       ///< Empty: as app.toml says, else the managed local model.
  std::filesystem::path out;  ///< The workspace; empty: .autopilot in the current folder.
  int seed = 0;
  BudgetLimits limits;
  bool allow_unknown_price = false;  ///< A limit of money may be undone by a model whose price is not known.
  std::filesystem::path replay;      ///< Recorded replies instead of a provider.
  std::string resume;                ///< Id of a run to go on with; the rest of the request comes from it.
  std::optional<TrialOfRun> trial;   ///< With it, also the request of a resumed run is complete.
  bool report = true;                ///< Write the HTML file.

  bool Asks(std::string_view stage) const { return std::find(stages.begin(), stages.end(), stage) != stages.end(); }
};

/// How a run ended. `exit_code` is the program's exit status.
struct RunOutcome {
  std::string run;
  std::filesystem::path folder;
  std::filesystem::path journal;
  std::filesystem::path report;  ///< Empty where none was wanted.
  VerdictKind verdict = VerdictKind::kPass;
  int exit_code = 0;
  int tokens = 0;  ///< With those of tries that brought no reply and may have cost, at their worst.
  double usd = 0;
};

/// The workspace folder of a request: the journal and all runs are below it.
std::filesystem::path WorkspaceOf(const std::filesystem::path& out);
std::filesystem::path JournalOf(const std::filesystem::path& out);

/// kBadInput where the application cannot go through these stages by this protocol.
Status CheckStages(const Application& application, const std::string& protocol, const std::vector<std::string>& stages);

/// Executes the run, with what `memory` has of earlier ones (null: nothing; it outlives the call). A run whose
/// candidates fail, whose budget is spent or whose provider breaks is an outcome with its report; fails only for what
/// stops it before or beside that: bad input, a broken installation, a full disk, Ctrl-C.
Result<RunOutcome> ExecuteRun(const RunRequest& request, Workshop& workshop, RunMemory* memory = nullptr);

}  // namespace autopilot
