#include <cstdio>

#include "cli/commands.h"
#include "core/interrupt.h"

namespace autopilot {

Result<Workshop*> Session::Open() {
  if (workshop == nullptr) {
    AUTOPILOT_TRY(opened, Workshop::Open({unsafe_no_sandbox, json}));
    workshop = std::move(opened);
  }
  return workshop.get();
}

namespace {

int Main(int argc, char** argv) {
  CLI::App app{"autopilot: from data and a model to verified microcontroller firmware"};
  app.set_version_flag("--version", AUTOPILOT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Session session;
  Chosen chosen;
  app.add_flag("--unsafe-no-sandbox", session.unsafe_no_sandbox, "Run generated code without bubblewrap (dangerous)");
  AddRun(app, session, chosen);
  AddVerify(app, session, chosen);
  AddInspect(app, session, chosen);
  AddJournal(app, session, chosen);
  AddDoctor(app, session, chosen);
  AddModel(app, session, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return status == 0 ? 0 : 2;
  }
  InstallInterruptHandler();
  const Result<int> status = chosen();
  if (status) return *status;
  std::fprintf(stderr, "error: %s\n", status.error().ToString().c_str());
  return ExitCodeFor(status.error().kind);
}

}  // namespace
}  // namespace autopilot

int main(int argc, char** argv) { return autopilot::Main(argc, argv); }
