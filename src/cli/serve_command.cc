#include <poll.h>

#include <cerrno>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/usage.h"
#include "core/interrupt.h"
#include "core/output.h"
#include "engine/engine.h"
#include "journal/journal_file.h"
#include "report/experiment_report.h"
#include "results/read_experiment.h"
#include "serve/server.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Lines of a list that a page can hold.
constexpr std::size_t kMostTrials = 50'000;

struct ServeRequest {
  fs::path out;
  ServerAddress address;
  std::string token;
};

/// The variable is preferred to the option: other users of a machine see the arguments of a process.
std::string TokenOf(const ServeRequest& request) {
  if (!request.token.empty()) return request.token;
  const char* const variable =
      std::getenv("AUTOPILOT_SERVE_TOKEN");  // NOLINT(concurrency-mt-unsafe): before any thread.
  return variable == nullptr ? "" : variable;
}

ExperimentQuery QueryOf(const std::string& experiment, const fs::path& published) {
  ExperimentQuery query;
  query.experiment = experiment;
  query.published = published;
  return query;
}

void WaitForInterrupt() {
  pollfd descriptor{InterruptDescriptor(), POLLIN, 0};
  while (!Interrupted()) {
    if (::poll(&descriptor, 1, -1) < 0 && errno != EINTR) return;
  }
}

Result<int> Serve(const ServeRequest& request) {
  const std::string token = TokenOf(request);
  AUTOPILOT_TRY(paths, FindInstallPaths());
  const SystemClock clock;
  ApiSources sources;
  sources.journal = JournalOf(request.out);
  const fs::path journal = sources.journal;
  std::error_code code;
  if (!fs::is_directory(journal.parent_path(), code)) {
    return Fail(BadInput("there is no workspace here",
                         "--out names the folder of another; autopilot run makes one, and mkdir one to wait in for"
                         " the first run")
                    .At(journal.parent_path().string()));
  }
  sources.tables = [journal, published = paths.published()](const std::string& name) -> Result<json> {
    AUTOPILOT_TRY(tables, ReadExperiment(journal, QueryOf(name, published)));
    return ToJson(tables, tables.trials.size() <= kMostTrials);
  };
  sources.page = [journal, paths, &clock](const std::string& name) -> Result<std::string> {
    AUTOPILOT_TRY(tables, ReadExperiment(journal, QueryOf(name, paths.published())));
    AUTOPILOT_TRY(opened, Journal::OpenToRead(journal, clock));
    return RenderExperimentReport(ToJson(tables, true), *opened, paths, DrillLimits{});
  };
  AUTOPILOT_TRY(api, Api::Create(std::move(sources), paths, clock));
  AUTOPILOT_TRY(server, Server::Start(request.address, token, *api));
  AUTOPILOT_CHECK(WriteOutput(server->url() + "\n"));
  std::fprintf(stderr, "%s %s; Ctrl-C ends it\n", HasJournal(journal) ? "showing" : "waiting for the first run in",
               journal.string().c_str());
  WaitForInterrupt();
  return 0;
}

}  // namespace

void AddServe(CLI::App& app, Chosen& chosen) {
  auto request = std::make_shared<ServeRequest>();
  CLI::App* serve = app.add_subcommand("serve", "Show running and finished work in a browser");
  serve->add_option("--out", request->out, "The workspace (default: .autopilot)");
  serve->add_option("--port", request->address.port, "Port; 0: any that is free (default: 8420)")
      ->check(CLI::Range(0, 65535));
  serve->add_option("--host", request->address.host, "Address to listen on (default: 127.0.0.1, this machine alone)");
  serve->add_option("--token", request->token,
                    "What others must know to look, needed with --host; better in AUTOPILOT_SERVE_TOKEN");
  serve->callback([&, request] { chosen = [request] { return Serve(*request); }; });
}

}  // namespace autopilot
