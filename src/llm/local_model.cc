#include "llm/local_model.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <thread>

#include "core/interrupt.h"

namespace autopilot {
namespace {

constexpr int kPortsToTry = 5;

std::string DrawKey() {
  std::random_device device;
  std::string key;
  for (int i = 0; i < 4; ++i) key += fmt::format("{:08x}", device());
  return key;
}

bool PortWasTaken(const std::string& log) { return log.find("couldn't bind") != std::string::npos; }

}  // namespace

LocalModel::LocalModel(LocalModelOptions options, ProcessRunner& runner, HttpClient& http, Clock& clock,
                       std::function<Result<int>()> free_port)
    : options_(std::move(options)),
      runner_(&runner),
      http_(&http),
      clock_(&clock),
      free_port_(std::move(free_port)),
      key_(options_.keyless ? "" : DrawKey()) {
  if (options_.threads == 0) options_.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

Result<int> LocalModel::FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool ok = fd >= 0 && bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!ok) return Fail(Infrastructure(fmt::format("no free port on 127.0.0.1: {}", std::strerror(error))));
  return ntohs(address.sin_port);
}

std::string LocalModel::base_url() const { return fmt::format("http://127.0.0.1:{}", port_); }

Status LocalModel::Start() {
  if (running()) return {};
  ready_ = false;
  AUTOPILOT_TRY(port, free_port_());
  port_ = port;
  Command command;
  command.argv = {options_.server.string(),
                  "--host",
                  "127.0.0.1",
                  "--port",
                  std::to_string(port_),
                  "--model",
                  options_.model.string(),
                  "--alias",
                  options_.name,
                  "--ctx-size",
                  std::to_string(options_.context),
                  "--parallel",
                  "1",
                  "--threads",
                  std::to_string(options_.threads),
                  "--offline",
                  "--no-webui"};
  command.environment["LD_LIBRARY_PATH"] = options_.server.parent_path().string();
  // Threads that spin at barriers starve each other when anything else wants the cores: 0.5 tokens/s
  // instead of 4 on two cores beside a build.
  command.environment["OMP_WAIT_POLICY"] = "passive";
  if (!key_.empty()) command.environment["LLAMA_API_KEY"] = key_;  // Not an argument: others can read those.
  AUTOPILOT_TRY(process, runner_->Start(command, options_.log_file));
  process_ = std::move(process);
  return {};
}

Status LocalModel::WaitUntilReady() {
  if (ready_ && running()) return {};
  const double start = clock_->Seconds();
  for (int ports = 1;;) {
    AUTOPILOT_CHECK(Start());
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    AUTOPILOT_TRY(healthy, Healthy());
    // Asked afterwards: another program's answer on a port that ours did not get must not count.
    if (!running()) {
      const std::string tail = Tail();
      process_.reset();
      if (PortWasTaken(tail) && ports++ < kPortsToTry) continue;
      return Fail(Infrastructure(fmt::format("the local model's server ended while starting:\n{}", tail),
                                 "see its log; 'autopilot doctor' shows what the engine needs")
                      .At(options_.log_file.string()));
    }
    if (healthy) {
      ready_ = true;
      return {};
    }
    if (clock_->Seconds() - start > static_cast<double>(options_.patience.count())) {
      const std::string tail = Tail();
      Stop();
      return Fail(
          Infrastructure(fmt::format("the local model was not ready after {} s:\n{}", options_.patience.count(), tail),
                         "free memory or take a smaller model ('autopilot model ls')")
              .At(options_.log_file.string()));
    }
    clock_->Sleep(std::chrono::milliseconds(100));
  }
}

Result<bool> LocalModel::Healthy() {
  HttpRequest request;
  request.url = base_url() + "/health";
  request.total_timeout = std::chrono::seconds(5);
  const Result<HttpResponse> response = http_->Send(request);
  if (response) return response->status == 200;
  if (response.error().kind == ErrorKind::kInterrupted) return Fail(response.error());
  return false;  // Not listening yet.
}

void LocalModel::Stop() {
  if (process_) process_->Stop();
  process_.reset();
  ready_ = false;
}

LocalProvider::LocalProvider(LocalModelOptions options, ProcessRunner& runner, Clock& clock, Console& console,
                             ProgressHook progress, std::function<Result<int>()> free_port)
    : http_(MakeHttpClient()),
      model_(std::move(options), runner, *http_, clock, std::move(free_port)),
      clock_(&clock),
      console_(&console),
      progress_(std::move(progress)) {}

Result<std::unique_ptr<LocalProvider>> LocalProvider::Create(LocalModelOptions options, ProcessRunner& runner,
                                                             Clock& clock, Console& console, ProgressHook progress,
                                                             std::function<Result<int>()> free_port) {
  std::unique_ptr<LocalProvider> provider(
      new LocalProvider(std::move(options), runner, clock, console, std::move(progress), std::move(free_port)));
  AUTOPILOT_CHECK(provider->model_.Start());
  return provider;
}

Status LocalProvider::Connect() {
  if (connected_ && model_.running()) return {};
  connected_.reset();
  console_->Live(fmt::format("loading {} ...", model_.options().name));
  AUTOPILOT_CHECK(model_.WaitUntilReady());
  OpenAiOptions options;
  options.name = name();
  options.base_url = model_.base_url() + "/v1";
  options.tokenize_url = model_.base_url() + "/tokenize";
  options.model = model_.options().name;
  options.key = model_.key();
  options.context_window = model_.options().context;
  options.tries = 2;  // What a second try does not cure, a new server may.
  connected_ = std::make_unique<OpenAiProvider>(std::move(options), MakeHttpClient(), *clock_, progress_);
  return {};
}

int LocalProvider::CountTokens(const ChatRequest& request) { return Connect() ? connected_->CountTokens(request) : 0; }

Result<ChatReply> LocalProvider::Complete(const ChatRequest& request) {
  for (bool again = true;; again = false) {
    AUTOPILOT_CHECK(Connect());
    Result<ChatReply> reply = connected_->Complete(request);
    if (reply || reply.error().kind != ErrorKind::kInfrastructure || model_.running()) return reply;
    if (!again) {
      return Fail(Infrastructure(fmt::format("the local model's server ended:\n{}", model_.Tail()),
                                 "see its log; often memory is short")
                      .At(model_.options().log_file.string()));
    }
    console_->Warn("the local model's server ended; starting it again");
  }
}

}  // namespace autopilot
