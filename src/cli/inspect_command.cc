#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/files.h"
#include "core/output.h"
#include "engine/inspect.h"

namespace autopilot {

void AddInspect(CLI::App& app, Session& session, Chosen& chosen) {
  auto target = std::make_shared<std::filesystem::path>();
  CLI::App* inspect =
      app.add_subcommand("inspect", "Show the measured facts of an application, a model or a data file");
  inspect->add_option("file", *target, "app.toml, .tflite, model.h or .csv")->required();
  inspect->add_flag("--json", session.json, "Print JSON on stdout");
  inspect->callback([&session, &chosen, target] {
    chosen = [&session, target]() -> Result<int> {
      AUTOPILOT_TRY(workshop, session.Open());
      AUTOPILOT_TRY(facts, InspectFile(*target, *workshop));
      AUTOPILOT_CHECK(WriteOutput(session.json ? facts.dump(2) + "\n" : FactsText(facts)));
      return 0;
    };
  });
}

}  // namespace autopilot
