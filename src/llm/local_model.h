#pragma once

/// The local model: a llama-server that this program starts, talks to and stops.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/console.h"
#include "core/process.h"
#include "llm/http_client.h"
#include "llm/openai_provider.h"
#include "llm/provider.h"

namespace autopilot {

struct LocalModelOptions {
  std::string name;                ///< "qwen2.5-coder-1.5b"
  std::filesystem::path server;    ///< The llama-server program; its libraries lie beside it.
  std::filesystem::path model;     ///< The .gguf file.
  std::filesystem::path log_file;  ///< What the server prints.
  int context = 4096;
  bool writes_functions = false;       ///< As Provider::writes_functions.
  bool keyless = false;                ///< Whoever is on this machine may ask it.
  int threads = 0;                     ///< 0: one a core.
  std::chrono::seconds patience{120};  ///< For loading the model.
};

/// One server process on a free port of the loopback interface, reachable only with a key that is
/// drawn anew each time, unless it is to have none. Ends with this object; also when this program is killed. Not
/// thread-safe.
class LocalModel {
 public:
  /// All references outlive the object. `free_port` finds a port; tests give their own.
  LocalModel(LocalModelOptions options, ProcessRunner& runner, HttpClient& http, Clock& clock,
             std::function<Result<int>()> free_port = FreePort);

  /// Starts the process and returns at once; loading goes on in the background. Nothing to do when
  /// it runs already. Fails when the program cannot be started.
  Status Start();

  /// Waits until the model answers; starts the server if it does not run. Takes another port when the
  /// chosen one was taken in between. Fails with kInfrastructure, quoting the log, when the server
  /// ends or takes too long, and with kInterrupted on Ctrl-C.
  Status WaitUntilReady();

  /// Whether the process is there.
  bool running() { return process_ && process_->running(); }
  /// The last lines of its log.
  std::string Tail() { return process_ ? process_->Tail() : std::string(); }
  void Stop();

  std::string base_url() const;  ///< "http://127.0.0.1:PORT"
  const std::string& key() const { return key_; }
  const LocalModelOptions& options() const { return options_; }

  /// A port on 127.0.0.1 that nobody uses at this moment.
  static Result<int> FreePort();

 private:
  Result<bool> Healthy();

  LocalModelOptions options_;
  ProcessRunner* runner_;
  HttpClient* http_;
  Clock* clock_;
  std::function<Result<int>()> free_port_;
  std::unique_ptr<BackgroundProcess> process_;
  std::string key_;
  int port_ = 0;
  bool ready_ = false;
};

/// The provider "local": a LocalModel and OpenAiProvider on it. A server that dies is started once
/// more for the same request.
class LocalProvider : public Provider {
 public:
  /// Starts the server in the background. References outlive the provider.
  static Result<std::unique_ptr<LocalProvider>> Create(LocalModelOptions options, ProcessRunner& runner, Clock& clock,
                                                       Console& console, ProgressHook progress,
                                                       std::function<Result<int>()> free_port = LocalModel::FreePort);

  Result<ChatReply> Complete(const ChatRequest& request) override;
  std::string name() const override { return "local"; }
  std::string model() const override { return model_.options().name; }
  int context_window() const override { return model_.options().context; }
  bool writes_functions() const override { return model_.options().writes_functions; }
  /// Waits for the server.
  int CountTokens(const ChatRequest& request) override;

 private:
  LocalProvider(LocalModelOptions options, ProcessRunner& runner, Clock& clock, Console& console, ProgressHook progress,
                std::function<Result<int>()> free_port);
  Status Connect();

  std::unique_ptr<HttpClient> http_;
  LocalModel model_;
  Clock* clock_;
  Console* console_;
  ProgressHook progress_;
  std::unique_ptr<OpenAiProvider> connected_;  ///< To the server as it runs now.
};

}  // namespace autopilot
