#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/output.h"
#include "llm/model_store.h"

namespace autopilot {
namespace {

Result<int> List(Session& session) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(store, ModelStore::Open(workshop->paths(), workshop->runner(), workshop->console()));
  nlohmann::json list = nlohmann::json::array();
  for (const ModelState& model : store.ListModels()) {
    list.push_back({{"name", model.recipe.name},
                    {"title", model.recipe.title},
                    {"licence", model.recipe.licence},
                    {"bytes", model.recipe.bytes},
                    {"present", model.present},
                    {"default", model.recipe.is_default}});
  }
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(list.dump(2) + "\n"));
    return 0;
  }
  for (const auto& model : list) {
    AUTOPILOT_CHECK(WriteOutput(
        fmt::format("{} {:<24} {:6.0f} MB  {:<8} {}\n", model["default"].get<bool>() ? '*' : ' ',
                    model["name"].get<std::string>(), model["bytes"].get<double>() / 1e6,
                    model["present"].get<bool>() ? "here" : "not here", model["title"].get<std::string>())));
  }
  return 0;
}

Result<int> Pull(Session& session, const std::string& name) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(store, ModelStore::Open(workshop->paths(), workshop->runner(), workshop->console()));
  AUTOPILOT_TRY(files, store.PullModel(name));
  AUTOPILOT_CHECK(WriteOutput(files.model.string() + "\n"));
  return 0;
}

}  // namespace

void AddModel(CLI::App& app, Session& session, Chosen& chosen) {
  auto name = std::make_shared<std::string>();
  CLI::App* model = app.add_subcommand("model", "Local language models");
  model->require_subcommand(1);
  CLI::App* list = model->add_subcommand("ls", "List them");
  list->add_flag("--json", session.json, "Print JSON");
  CLI::App* pull = model->add_subcommand("pull", "Fetch one and verify it");
  pull->add_option("name", *name, "Default: the one marked with * by ls");
  list->callback([&] { chosen = [&session] { return List(session); }; });
  pull->callback([&, name] { chosen = [&session, name] { return Pull(session, *name); }; });
}

}  // namespace autopilot
