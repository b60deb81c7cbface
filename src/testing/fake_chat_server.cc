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
  int loaded_window = 0;

  void Answer(const httplib::Request& request, httplib::Response& response) {
    FakeChatAnswer answer = FakeChatAnswer::Body(500, R"({"error":{"message":"no answer is left"}})");
    {
      const std::lock_guard lock(mutex);
      requests.push_back({request.path, request.get_header_value("Authorization"),
                          request.get_header_value("x-api-key"), request.body});
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

FakeChatAnswer FakeChatAnswer::AnthropicStream(const std::vector<std::string>& texts, int prompt_tokens,
                                               const std::string& finish_reason) {
  FakeChatAnswer answer;
  const auto add = [&](const std::string& type, json event) {
    event["type"] = type;
    answer.pieces.push_back("event: " + type + "\ndata: " + event.dump() + "\n\n");
  };
  add("message_start", {{"message",
                         {{"type", "message"},
                          {"role", "assistant"},
                          {"model", "fake-model"},
                          {"content", json::array()},
                          {"stop_reason", nullptr},
                          {"usage", {{"input_tokens", prompt_tokens}, {"output_tokens", 1}}}}}});
  add("content_block_start", {{"index", 0}, {"content_block", {{"type", "text"}, {"text", ""}}}});
  add("ping", json::object());
  for (const std::string& text : texts) {
    add("content_block_delta", {{"index", 0}, {"delta", {{"type", "text_delta"}, {"text", text}}}});
  }
  add("content_block_stop", {{"index", 0}});
  add("message_delta", {{"delta", {{"stop_reason", finish_reason}, {"stop_sequence", nullptr}}},
                        {"usage", {{"output_tokens", texts.size()}}}});
  add("message_stop", json::object());
  return answer;
}

FakeChatAnswer FakeChatAnswer::OllamaStream(const std::vector<std::string>& texts, int prompt_tokens,
                                            const std::string& finish_reason) {
  FakeChatAnswer answer;
  answer.content_type = "application/x-ndjson";
  const auto add = [&](const std::string& text, json event) {
    event["model"] = "fake-model";
    event["message"] = {{"role", "assistant"}, {"content", text}};
    answer.pieces.push_back(event.dump() + "\n");
  };
  for (const std::string& text : texts) add(text, {{"done", false}});
  add("", {{"done", true},
           {"done_reason", finish_reason},
           {"prompt_eval_count", prompt_tokens},
           {"eval_count", texts.size()}});
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
  for (const char* path : {"/v1/chat/completions", "/v1/messages", "/api/chat"}) {
    state.server.Post(path, [&state](const httplib::Request& request, httplib::Response& response) {
      state.Answer(request, response);
    });
  }
  state.server.Get("/api/tags", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"models":[{"name":"fake-model"}]})", "application/json");
  });
  state.server.Get("/api/ps", [&state](const httplib::Request&, httplib::Response& response) {
    json models = json::array();
    const std::lock_guard lock(state.mutex);
    if (state.loaded_window > 0) {
      models.push_back({{"name", "fake-model:latest"}, {"context_length", state.loaded_window}});
    }
    response.set_content(json{{"models", models}}.dump(), "application/json");
  });
  state.server.Post("/v1/messages/count_tokens", [](const httplib::Request& request, httplib::Response& response) {
    const json asked = json::parse(request.body);
    std::istringstream words(asked.value("system", "") + " " +
                             asked.at("messages").at(0).at("content").get<std::string>());
    int tokens = 0;
    for (std::string word; words >> word;) ++tokens;
    response.set_content(json{{"input_tokens", tokens}}.dump(), "application/json");
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

void FakeChatServer::set_loaded_window(int tokens) {
  const std::lock_guard lock(state_->mutex);
  state_->loaded_window = tokens;
}

std::vector<FakeChatRequest> FakeChatServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int FakeChatServer::port() const { return state_->port; }
std::string FakeChatServer::url() const { return "http://127.0.0.1:" + std::to_string(state_->port); }

}  // namespace autopilot
