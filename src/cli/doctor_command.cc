#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/output.h"
#include "engine/doctor.h"

namespace autopilot {
namespace {

Result<int> Examine(Session& session) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(parts, ExamineParts(*workshop));
  const bool whole =
      std::all_of(parts.begin(), parts.end(), [](const PartState& part) { return part.found || !part.required; });
  if (session.json) {
    nlohmann::json list = nlohmann::json::array();
    for (const PartState& part : parts) {
      list.push_back({{"name", part.name},
                      {"found", part.found},
                      {"required", part.required},
                      {"where", part.where},
                      {"cost", part.cost},
                      {"cure", part.cure}});
    }
    AUTOPILOT_CHECK(WriteOutput(nlohmann::json{{"ok", whole}, {"parts", list}}.dump(2) + "\n"));
  } else {
    for (const PartState& part : parts) {
      if (part.found) {
        AUTOPILOT_CHECK(WriteOutput(fmt::format("found    {:<30} {}\n", part.name, part.where)));
      } else {
        AUTOPILOT_CHECK(
            WriteOutput(fmt::format("{}  {:<30} without it: {}\n         cure: {}\n",
                                    part.required ? "MISSING" : "absent ", part.name, part.cost, part.cure)));
      }
    }
  }
  return whole ? 0 : 3;
}

}  // namespace

void AddDoctor(CLI::App& app, Session& session, Chosen& chosen) {
  CLI::App* doctor = app.add_subcommand("doctor", "Show what is installed and what each missing part costs");
  doctor->add_flag("--json", session.json, "Print JSON");
  doctor->callback([&] { chosen = [&session] { return Examine(session); }; });
}

}  // namespace autopilot
