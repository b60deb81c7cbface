#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/files.h"
#include "core/interrupt.h"
#include "core/output.h"
#include "llm/local_model.h"
#include "llm/model_store.h"

namespace autopilot {
namespace {

Result<int> List(Session& session) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(store, ModelStore::Open(workshop->paths(), workshop->runner(), workshop->console()));
  const std::vector<ModelState> models = store.ListModels();
  const std::vector<EngineState> engines = store.ListEngines();
  if (session.json) {
    nlohmann::json list = nlohmann::json::array();
    for (const ModelState& model : models) {
      list.push_back({{"name", model.recipe.name},
                      {"title", model.recipe.title},
                      {"licence", model.recipe.licence},
                      {"bytes", model.recipe.bytes},
                      {"sha256", model.recipe.sha256},
                      {"present", model.present},
                      {"checked", model.checked},
                      {"disk_bytes", model.disk_bytes},
                      {"engine", model.recipe.engine},
                      {"default", model.recipe.is_default}});
    }
    AUTOPILOT_CHECK(WriteOutput(list.dump(2) + "\n"));
    return 0;
  }
  const auto on_disk = [](std::uint64_t bytes) {
    return bytes == 0 ? std::string("not here") : fmt::format("{:.0f} MB on disk", static_cast<double>(bytes) / 1e6);
  };
  std::string text;
  for (const ModelState& model : models) {
    text +=
        fmt::format("{} {:<24} {:6.0f} MB  {:<16} {}, {}\n    sha256 {}{}\n", model.recipe.is_default ? '*' : ' ',
                    model.recipe.name, static_cast<double>(model.recipe.bytes) / 1e6, on_disk(model.disk_bytes),
                    model.recipe.title, model.recipe.licence, model.recipe.sha256, model.checked ? " (checked)" : "");
  }
  for (const EngineState& engine : engines) {
    text += fmt::format("  engine {:<17} {:<9}  {:<16} {}\n", engine.recipe.name, engine.recipe.version,
                        on_disk(engine.disk_bytes), engine.recipe.licence);
  }
  AUTOPILOT_CHECK(WriteOutput(text));
  return 0;
}

Result<int> Pull(Session& session, const std::string& name) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(store, ModelStore::Open(workshop->paths(), workshop->runner(), workshop->console()));
  AUTOPILOT_TRY(files, store.PullModel(name));
  AUTOPILOT_CHECK(WriteOutput(files.model.string() + "\n"));
  return 0;
}

/// Runs a model's server until Ctrl-C. The first line on stdout is its base URL.
Result<int> Serve(Session& session, const std::string& name, int port, int context) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(store, ModelStore::Open(workshop->paths(), workshop->runner(), workshop->console()));
  AUTOPILOT_TRY(files, store.Find(name));
  AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-serve"));
  LocalModelOptions options;
  options.name = files.name;
  options.server = files.server;
  options.model = files.model;
  options.context = context > 0 ? context : files.context;
  options.log_file = folder.path() / "llama-server.log";
  options.keyless = true;
  const auto http = MakeHttpClient();
  LocalModel model(options, workshop->runner(), *http, workshop->clock(),
                   [port]() -> Result<int> { return port > 0 ? Result<int>(port) : LocalModel::FreePort(); });
  workshop->console().Say(fmt::format("loading {} ...", files.name));
  AUTOPILOT_CHECK(model.WaitUntilReady());
  AUTOPILOT_CHECK(WriteOutput(model.base_url() + "/v1\n"));
  workshop->console().Say(fmt::format("serving {} with a window of {} tokens to this machine; Ctrl-C ends it",
                                      files.name, options.context));
  while (!Interrupted()) {
    if (!model.running()) {
      return Fail(Infrastructure(fmt::format("the server ended:\n{}", model.Tail()), "often memory is short"));
    }
    workshop->clock().Sleep(std::chrono::milliseconds(100));
  }
  return kInterruptedStatus;
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
  CLI::App* serve = model->add_subcommand("serve", "Run one as an OpenAI-compatible server on 127.0.0.1 until Ctrl-C");
  serve->add_option("name", *name, "A name of ls or the path of a .gguf file; default: the one marked with *");
  auto port = std::make_shared<int>(0);
  auto context = std::make_shared<int>(0);
  serve->add_option("--port", *port, "Default: one that is free")->check(CLI::Range(1, 65535));
  serve->add_option("--context", *context, "Tokens of prompt and reply (default: as its recipe says, else 4096)")
      ->check(CLI::Range(256, 10'000'000));
  serve->callback([&, name, port, context] {
    chosen = [&session, name, port, context] { return Serve(session, *name, *port, *context); };
  });
  list->callback([&] { chosen = [&session] { return List(session); }; });
  pull->callback([&, name] { chosen = [&session, name] { return Pull(session, *name); }; });
}

}  // namespace autopilot
