#pragma once

/// Ollama's own API. Unlike its OpenAI-compatible one it lets a request say how large a context it needs, and Ollama
/// cuts prompts beyond that in silence.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "llm/http_chat.h"

namespace autopilot {

/// `base_url` is without /api. `context_window` is the largest context that may be asked for.
class OllamaProvider : public HttpChatProvider {
 public:
  /// `clock` outlives the provider.
  OllamaProvider(HttpChatOptions options, std::unique_ptr<HttpClient> http, Clock& clock, ProgressHook progress)
      : HttpChatProvider(std::move(options), std::move(http), clock, std::move(progress)) {}

 private:
  Result<Call> MakeCall(const ChatRequest& request) override;
  std::unique_ptr<AnswerReader> MakeReader(std::function<void(int)> on_piece) const override;
  std::vector<std::string> ServedModels() override;
  std::string MissingModelCure(const std::vector<std::string>& served) const override;
  /// What the server says that it loaded the model with, else what it was asked for.
  int WindowUsed() override;

  int asked_window_ = 0;   ///< Never shrinks: each change makes the server load the model anew.
  int loaded_window_ = 0;  ///< By /api/ps; 0: not asked yet.
};

/// Reads its answer: one JSON object a line, the last one with done and the counts.
class OllamaAnswerReader : public AnswerReader {
 public:
  using AnswerReader::AnswerReader;

 private:
  void TakeBytes(std::string_view bytes) override;
  void Take(const nlohmann::json& event) override;
  bool TakeWhole(const nlohmann::json& body) override;
  std::string UrlHint() const override;

  std::string line_;
};

}  // namespace autopilot
