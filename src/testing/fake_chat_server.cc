#include "testing/fake_chat_server.h"

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

namespace autopilot {

using nlohmann::json;

struct FakeChatServer::State {
  httplib::Server server;
  std::thread thread;
  int port = 0;
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::deque<FakeChatAnswer> answers;
  std::vector<FakeChatRequest> requests;

  void Answer(const httplib::Request& request, httplib::Response& response) {
    FakeChatAnswer answer = FakeChatAnswer::Body(500, R"({"error":{"message":"no answer is left"}})");
    {
      const std::lock_guard lock(mutex);
      requests.push_back({request.path, request.get_header_value("Authorization"), request.body});
      if (!answers.empty()) {
        answer = std::move(answers.front());
        answers.pop_front();
      }
    }
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    const std::string type = answer.content_type;
    response.set_chunked_content_provider(type, [this, answer](std::size_t, httplib::DataSink& sink) {
      for (const std::string& piece : answer.pieces) {
        if (!sink.write(piece.data(), piece.size())) return false;
      }
      if (answer.hang) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping; });
      }
      if (answer.cut || answer.hang) return false;
      sink.done();
      return true;
    });
  }
};

FakeChatAnswer FakeChatAnswer::Stream(const std::vector<std::string>& texts, int prompt_tokens,
                                      const std::string& finish_reason) {
  FakeChatAnswer answer;
  const auto add = [&](const json& event) { answer.pieces.push_back("data: " + event.dump() + "\n\n"); };
  const auto choice = [](const json& delta, const json& reason) {
    return json{{"model", "fake-model"}, {"choices", {{{"index", 0}, {"delta", delta}, {"finish_reason", reason}}}}};
  };
  add(choice({{"role", "assistant"}, {"content", nullptr}}, nullptr));
  for (const std::string& text : texts) add(choice({{"content", text}}, nullptr));
  add(choice(json::object(), finish_reason));
  add({{"model", "fake-model"},
       {"choices", json::array()},
       {"usage", {{"prompt_tokens", prompt_tokens}, {"completion_tokens", texts.size()}}}});
  answer.pieces.push_back("data: [DONE]\n\n");
  return answer;
}

FakeChatAnswer FakeChatAnswer::Body(int status, const std::string& body, const std::string& content_type) {
  FakeChatAnswer answer;
  answer.status = status;
  answer.content_type = content_type;
  answer.pieces = {body};
  return answer;
}

FakeChatServer::FakeChatServer() : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.server.set_keep_alive_max_count(1);  // Or stopping waits for idle connections.
  state.server.Post("/v1/chat/completions", [&state](const httplib::Request& request, httplib::Response& response) {
    state.Answer(request, response);
  });
  state.server.Get("/v1/models", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"data":[{"id":"fake-model"}]})", "application/json");
  });
  state.server.Get("/health", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"status":"ok"})", "application/json");
  });
  state.server.Post("/tokenize", [](const httplib::Request& request, httplib::Response& response) {
    std::istringstream words(json::parse(request.body).at("content").get<std::string>());
    json tokens = json::array();
    for (std::string word; words >> word;) tokens.push_back(tokens.size());
    response.set_content(json{{"tokens", tokens}}.dump(), "application/json");
  });
  state.port = state.server.bind_to_any_port("127.0.0.1");
  state.thread = std::thread([&state] { state.server.listen_after_bind(); });
  while (!state.server.is_running()) std::this_thread::yield();
}

FakeChatServer::~FakeChatServer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  state_->server.stop();
  state_->thread.join();
}

void FakeChatServer::Add(FakeChatAnswer answer) {
  const std::lock_guard lock(state_->mutex);
  state_->answers.push_back(std::move(answer));
}

std::vector<FakeChatRequest> FakeChatServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int FakeChatServer::port() const { return state_->port; }
std::string FakeChatServer::url() const { return "http://127.0.0.1:" + std::to_string(state_->port); }

}  // namespace autopilot
