#pragma once

/// The program's commands. Each adds itself to the parser, and runs when chosen; the result is the exit
/// status (docs/formats/README.md). Everything for machines goes to stdout, everything for people to stderr.

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "core/status.h"
#include "engine/workshop.h"

namespace autopilot {

/// What the commands share.
struct Session {
  bool unsafe_no_sandbox = false;
  bool json = false;
  std::unique_ptr<Workshop> workshop;  ///< Opened at the first use.

  Result<Workshop*> Open();
};

/// Sets `chosen` when its command is on the command line.
using Chosen = std::function<Result<int>()>;

void AddRun(CLI::App& app, Session& session, Chosen& chosen);
void AddExperiment(CLI::App& app, Session& session, Chosen& chosen);
void AddVerify(CLI::App& app, Session& session, Chosen& chosen);
void AddRepair(CLI::App& app, Session& session, Chosen& chosen);
void AddClassify(CLI::App& app, Session& session, Chosen& chosen);
void AddInspect(CLI::App& app, Session& session, Chosen& chosen);
void AddJournal(CLI::App& app, Session& session, Chosen& chosen);
void AddDoctor(CLI::App& app, Session& session, Chosen& chosen);
void AddTwin(CLI::App& app, Session& session, Chosen& chosen);
void AddModel(CLI::App& app, Session& session, Chosen& chosen);
void AddServe(CLI::App& app, Chosen& chosen);
/// Below the command `journal`.
void AddBundles(CLI::App& journal, Session& session, Chosen& chosen);
/// Below the command `experiment`.
void AddExperimentReport(CLI::App& experiment, Session& session, Chosen& chosen);

}  // namespace autopilot
