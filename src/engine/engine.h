#pragma once

/// One run: from app.toml to a verified sketch, every step journaled.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/workshop.h"
#include "finding/finding.h"
#include "journal/journal.h"
#include "llm/make_provider.h"
#include "paper/paper_rules.h"
#include "protocol/budget.h"

namespace autopilot {

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
};

/// How a run ended. `exit_code` is the program's exit status.
struct RunOutcome {
  std::string run;
  std::filesystem::path folder;
  std::filesystem::path journal;
  std::filesystem::path report;
  VerdictKind verdict = VerdictKind::kPass;
  int exit_code = 0;
};

/// The workspace folder of a request: the journal and all runs are below it.
std::filesystem::path WorkspaceOf(const std::filesystem::path& out);
std::filesystem::path JournalOf(const std::filesystem::path& out);

/// Executes the run. A run whose candidates fail, whose budget is spent or whose provider breaks is an
/// outcome with its report; fails only for what stops it before or beside that: bad input, a broken
/// installation, a full disk, Ctrl-C.
Result<RunOutcome> ExecuteRun(const RunRequest& request, Workshop& workshop);

}  // namespace autopilot
