#pragma once

/// Reads the answer to OpenAI's /v1/chat/completions, streamed or whole.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "llm/answer_reader.h"
#include "llm/sse.h"

namespace autopilot {

class ChatAnswerReader : public AnswerReader {
 public:
  explicit ChatAnswerReader(std::function<void(int)> on_piece);

 private:
  void TakeBytes(std::string_view bytes) override { sse_.Feed(bytes); }
  void Take(const nlohmann::json& event) override { TakeObject(event, "delta"); }
  bool TakeWhole(const nlohmann::json& body) override;
  std::string UrlHint() const override;
  /// `part` is "delta" in a stream and "message" in a whole answer.
  void TakeObject(const nlohmann::json& object, const char* part);

  SseReader sse_;
};

}  // namespace autopilot
