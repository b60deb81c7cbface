#include "llm/replay_provider.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {

Result<std::unique_ptr<ReplayProvider>> ReplayProvider::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  auto provider = std::make_unique<ReplayProvider>();
  provider->file_ = file;
  int line_number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    start = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto bad = [&](std::string message) {
      return Fail(BadInput(std::move(message), "record a run with 'autopilot journal export', one reply a line")
                      .At(file.string(), line_number));
    };

    const nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) return bad("this line is no JSON object");
    ChatReply reply;
    AttemptKey key;
    try {
      key.stage = object.at("stage").get<std::string>();
      key.step = object.at("step").get<std::string>();
      key.attempt = object.at("attempt").get<int>();
      reply.text = object.at("text").get<std::string>();
      reply.prompt_tokens = object.value("prompt_tokens", 0);
      reply.completion_tokens = object.value("completion_tokens", 0);
      reply.finish_reason = object.value("finish_reason", "stop");
      reply.prompt_truncated = object.value("prompt_truncated", false);
      reply.model = object.value("model", "recorded");
      reply.provider = object.value("provider", "replay");
    } catch (const nlohmann::json::exception& error) {
      return bad(fmt::format("this line is no recorded reply: {}", error.what()));
    }
    if (provider->replies_.empty()) provider->model_ = reply.model;
    provider->writes_functions_ =
        provider->writes_functions_ || key.step == "configure" || key.step.starts_with("transform_");
    const auto [entry, is_new] = provider->replies_.emplace(std::tuple(key.stage, key.step, key.attempt), reply);
    if (!is_new) {
      return bad(fmt::format("there is already a reply for {}/{} attempt {}", key.stage, key.step, key.attempt));
    }
  }
  return provider;
}

Result<ChatReply> ReplayProvider::Complete(const ChatRequest& request) {
  const AttemptKey& key = request.key;
  const auto found = replies_.find(std::tuple(key.stage, key.step, key.attempt));
  if (found == replies_.end()) {
    return Fail(
        Infrastructure(fmt::format("the recording has no reply for {}/{} attempt {}", key.stage, key.step, key.attempt),
                       "replay it with the application, stages and options it was recorded with, or ask a model again")
            .At(file_.string()));
  }
  return found->second;
}

}  // namespace autopilot
