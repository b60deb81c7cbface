#include <poll.h>

#include <cerrno>
#include <cstdlib>

#include "cli/commands.h"
#include "cli/usage.h"
#include "core/interrupt.h"
#include "core/output.h"
#include "engine/engine.h"
#include "serve/server.h"

namespace autopilot {
namespace {

struct ServeRequest {
  std::filesystem::path out;
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
  AUTOPILOT_TRY(api, Api::Create(std::move(sources), paths, clock));
  AUTOPILOT_TRY(server, Server::Start(request.address, token, *api));
  AUTOPILOT_CHECK(WriteOutput(server->url() + "\n"));
  std::fprintf(stderr, "showing %s; Ctrl-C ends it\n", JournalOf(request.out).string().c_str());
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
