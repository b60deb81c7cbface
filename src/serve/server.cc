#include "serve/server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <memory>
#include <thread>

namespace autopilot {
namespace {

/// A browser holds six connections, each of which keeps a thread until it has been idle for the time below, and a
/// client that does not finish its request keeps one for as long as is read.
constexpr int kThreads = 128;
/// An idle connection keeps a thread, and the end of the program waiting, for so long.
constexpr int kKeepAliveSeconds = 1;
constexpr int kReadSeconds = 3;
constexpr int kWriteSeconds = 10;
constexpr std::size_t kLongestBody = 1024;

/// For the page and its answers: scripts and data of this server alone. Styles in the page are set by the charts.
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A report brings its own policy for its scripts; here it is also kept from being of this server's origin.
constexpr const char* kReportPolicy =
    "sandbox allow-scripts allow-popups; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void SetSafeHeaders(httplib::Response& response, const char* policy) {
  response.set_header("Content-Security-Policy", policy);
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  response.set_header("Cache-Control", "no-store");
}

/// A body that is sent as it is: the library would pack it with all its strength, which takes seconds for a megabyte.
void SetBody(httplib::Response& response, std::string body, const std::string& type) {
  if (body.empty()) return response.set_content(body, type);
  auto kept = std::make_shared<const std::string>(std::move(body));
  response.set_content_provider(kept->size(), type,
                                [kept](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  return sink.write(kept->data() + offset, length);
                                });
}

void Refuse(httplib::Response& response, int status, const std::string& words, const std::string& cure) {
  response.status = status;
  SetSafeHeaders(response, kPagePolicy);
  response.set_content(nlohmann::json{{"error", words}, {"cure", cure}}.dump(), "application/json");
}

std::string UrlOf(const std::string& host, int port) {
  const std::string name = host.find(':') != std::string::npos && !host.starts_with("[") ? "[" + host + "]" : host;
  return "http://" + name + ":" + std::to_string(port) + "/";
}

}  // namespace

struct Server::State {
  State(ServerAddress where, Doorkeeper keeper, Api& answers)
      : address(std::move(where)), door(std::move(keeper)), api(&answers) {}

  using Handled = httplib::Server::HandlerResponse;

  /// Before a body is read or a path is looked at.
  Handled Check(const httplib::Request& request, httplib::Response& response) {
    const std::string host = request.get_header_value("Host");
    if (request.get_header_value_count("Host") != 1 || !IsRightHost(host, address.host)) {
      Refuse(response, 421, "this Host is not served here", "use the address that autopilot serve printed");
      return Handled::Handled;
    }
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const bool signs_in = request.method == "POST" && request.path == "/api/session";
    if (!reads && !signs_in) {
      Refuse(response, 405, "only reading is possible here", "");
      return Handled::Handled;
    }
    if (signs_in) {
      SignIn(request, response);
      return Handled::Handled;
    }
    const bool admitted = door.Admits(request.get_header_value("Authorization"), request.get_header_value("Cookie"));
    if (!admitted && !api->IsPublic(request.path)) {
      Refuse(response, 401, "this needs the token", "sign in, or send the header Authorization: Bearer TOKEN");
      return Handled::Handled;
    }
    return Handled::Unhandled;
  }

  void SignIn(const httplib::Request& request, httplib::Response& response) {
    if (!IsSameOrigin(request.get_header_value("Origin"), request.get_header_value("Host"))) {
      return Refuse(response, 403, "another site may not sign in here", "");
    }
    const auto session = door.Open(request.get_header_value("Authorization"));
    if (!session) return Refuse(response, 401, "this is not the token", "it is what autopilot serve was started with");
    SetSafeHeaders(response, kPagePolicy);
    response.set_header("Set-Cookie",
                        std::string(Doorkeeper::kCookie) + "=" + *session + "; HttpOnly; SameSite=Strict; Path=/");
    response.set_content("{}", "application/json");
  }

  void Answer(const httplib::Request& request, httplib::Response& response) {
    ApiAnswer answer = api->Get(request.path, request.params);
    response.status = answer.status;
    SetSafeHeaders(response, answer.report ? kReportPolicy : kPagePolicy);
    SetBody(response, std::move(answer.body), answer.type);
  }

  ServerAddress address;
  Doorkeeper door;
  Api* api;
  httplib::Server server;
  std::thread thread;
  int port = 0;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::Start(const ServerAddress& address, const std::string& token, Api& api) {
  if (token.empty() && !IsLoopback(address.host)) {
    return Fail(
        BadInput("\"" + address.host + "\" can be reached from other machines, and there is no token",
                 "give --token, or the variable AUTOPILOT_SERVE_TOKEN, which other users of this machine do not see"));
  }
  AUTOPILOT_TRY(door, Doorkeeper::Create(token));
  auto state = std::make_unique<State>(address, std::move(door), api);
  State* const it = state.get();
  httplib::Server& server = it->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_keep_alive_timeout(kKeepAliveSeconds);
  server.set_read_timeout(kReadSeconds, 0);
  server.set_write_timeout(kWriteSeconds, 0);
  server.set_payload_max_length(kLongestBody);
  // Not SO_REUSEPORT, the library's default: a second server on the same port would take half of the requests.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_pre_routing_handler([it](const auto& request, auto& response) { return it->Check(request, response); });
  server.Get(".*", [it](const auto& request, auto& response) { it->Answer(request, response); });
  server.set_exception_handler([](const auto&, auto& response, const std::exception_ptr&) {
    Refuse(response, 500, "a bug in autopilot", "report it, with what was asked");
  });
  if (address.port == 0) {
    it->port = server.bind_to_any_port(address.host);
  } else if (server.bind_to_port(address.host, address.port)) {
    it->port = address.port;
  }
  if (it->port <= 0) {
    return Fail(Infrastructure("cannot listen on " + UrlOf(address.host, address.port) +
                                   ": the port is taken, or the address is not of this machine",
                               "give another --port (0: any that is free) or --host"));
  }
  it->thread = std::thread([it] { it->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() {
  state_->server.stop();
  if (state_->thread.joinable()) state_->thread.join();
}

int Server::port() const { return state_->port; }

std::string Server::url() const { return UrlOf(state_->address.host, state_->port); }

}  // namespace autopilot
