#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <tuple>

#include "cli/commands.h"
#include "cli/usage.h"
#include "config/nearest.h"
#include "core/interrupt.h"
#include "core/output.h"
#include "report/text_table.h"

namespace autopilot {

Result<Workshop*> Session::Open() {
  if (workshop == nullptr) {
    AUTOPILOT_TRY(opened, Workshop::Open({unsafe_no_sandbox, json}));
    workshop = std::move(opened);
  }
  return workshop.get();
}

namespace {

/// Errors quote files and arguments: nothing of those may steer the terminal.
void PrintError(const std::string& text) { std::fprintf(stderr, "error: %s\n", Printable(text).c_str()); }

/// What was printed must have arrived, whatever else happened.
int Finished(int status) {
  const Status finished = FinishOutput();
  if (finished) return status;
  PrintError(finished.error().ToString());
  return ExitCodeFor(finished.error().kind);
}

int Main(int argc, char** argv) {
  ReportBrokenOutput();
  CLI::App app{"autopilot: from data and a model to verified microcontroller firmware"};
  app.set_version_flag("--version", AUTOPILOT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.name("autopilot");
  app.failure_message(UsageMessage);
  Session session;
  Chosen chosen;
  app.add_flag("--unsafe-no-sandbox", session.unsafe_no_sandbox, "Run generated code without bubblewrap (dangerous)");
  AddRun(app, session, chosen);
  AddExperiment(app, session, chosen);
  AddVerify(app, session, chosen);
  AddRepair(app, session, chosen);
  AddInspect(app, session, chosen);
  AddClassify(app, session, chosen);
  AddJournal(app, session, chosen);
  AddDoctor(app, session, chosen);
  AddTwin(app, session, chosen);
  AddModel(app, session, chosen);
  AddServe(app, chosen);
  if (const std::string word = argc > 1 ? argv[1] : ""; !word.empty() && word[0] != '-') {
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
    if (std::find(commands.begin(), commands.end(), word) == commands.end()) {
      PrintError("there is no command '" + word + "'\n  cure: " + NearestOrList(word, commands));
      return 2;
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return Finished(status == 0 ? 0 : 2);
  }
  std::error_code code;
  if (std::ignore = std::filesystem::current_path(code); code) {
    PrintError("the current folder is gone or cannot be read: " + code.message() +
               "\n  cure: change to one that is there");
    return ExitCodeFor(ErrorKind::kBadInput);
  }
  InstallInterruptHandler();
  const Result<int> status = chosen();
  if (status) return Finished(*status);
  PrintError(status.error().ToString());
  return ExitCodeFor(status.error().kind);
}

}  // namespace
}  // namespace autopilot

int main(int argc, char** argv) {
  try {
    return autopilot::Main(argc, argv);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "error: a bug in autopilot: %s\n  cure: report it, with the command and its input\n",
                 bug.what());
    return autopilot::ExitCodeFor(autopilot::ErrorKind::kInfrastructure);
  }
}
