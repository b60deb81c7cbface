#include "llm/answer_cache.h"

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/hash.h"

namespace autopilot {
namespace {

using nlohmann::json;

json ToJson(const ChatReply& reply) {
  return {{"text", reply.text},
          {"prompt_tokens", reply.prompt_tokens},
          {"completion_tokens", reply.completion_tokens},
          {"usd", reply.usd},
          {"seconds", reply.seconds},
          {"finish_reason", reply.finish_reason},
          {"prompt_truncated", reply.prompt_truncated},
          {"provider", reply.provider},
          {"model", reply.model}};
}

/// Nothing for a file that is not as this version writes it: then the question is asked anew.
std::optional<ChatReply> ReadReply(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  try {
    ChatReply reply;
    reply.text = object.at("text").get<std::string>();
    reply.prompt_tokens = object.at("prompt_tokens").get<int>();
    reply.completion_tokens = object.at("completion_tokens").get<int>();
    reply.usd = object.at("usd").get<double>();
    reply.seconds = object.at("seconds").get<double>();
    reply.finish_reason = object.at("finish_reason").get<std::string>();
    reply.prompt_truncated = object.at("prompt_truncated").get<bool>();
    reply.provider = object.at("provider").get<std::string>();
    reply.model = object.at("model").get<std::string>();
    return reply;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

CachingProvider::CachingProvider(std::unique_ptr<Provider> inner, std::filesystem::path folder, std::string address,
                                 int repeat)
    : inner_(std::move(inner)), folder_(std::move(folder)), address_(std::move(address)), repeat_(repeat) {}

std::filesystem::path CachingProvider::FileOf(const ChatRequest& request) const {
  json messages = json::array();
  for (const ChatMessage& message : request.messages) messages.push_back({message.role, message.text});
  const json key = {inner_->name(),
                    inner_->model(),
                    address_,
                    messages,
                    request.temperature,
                    request.top_p,
                    request.max_tokens,
                    request.seed,
                    request.json_schema,
                    repeat_,
                    inner_->context_window()};
  const std::string hash = Sha256(key.dump(-1, ' ', false, json::error_handler_t::replace));
  return folder_ / hash.substr(0, 2) / (hash + ".json");
}

Result<ChatReply> CachingProvider::Complete(const ChatRequest& request) {
  const std::filesystem::path file = FileOf(request);
  if (std::filesystem::exists(file)) {
    if (const auto text = ReadFile(file)) {
      if (auto reply = ReadReply(*text); reply && !reply->prompt_truncated) return std::move(*reply);
    }
  }
  AUTOPILOT_TRY(reply, inner_->Complete(request));
  if (reply.prompt_truncated) return std::move(reply);
  // The journal has the reply in any case; a cache that cannot be written only costs another question later.
  static_cast<void>(WriteFile(file, ToJson(reply).dump(-1, ' ', false, json::error_handler_t::replace)));
  return std::move(reply);
}

}  // namespace autopilot
