#include "llm/anthropic_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "llm/llm_test_fakes.h"
#include "testing/fake_chat_server.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class AnthropicProviderTest : public testing::Test {
 protected:
  AnthropicProviderTest() {
    options_.name = "anthropic";
    options_.base_url = server_.url() + "/v1";
    options_.model = "fake-model";
    options_.key = "sk-secret";
    request_.key = {"sg", "features", 1};
    request_.messages = {{"system", "You write C++."}, {"user", "Write f."}};
  }
  Result<ChatReply> Ask() {
    AnthropicProvider provider(options_, MakeHttpClient(), clock_, nullptr);
    return provider.Complete(request_);
  }
  json Sent() const { return json::parse(server_.requests().back().body); }

  InterruptGuard guard_;
  FakeChatServer server_;
  HookedClock clock_;
  HttpChatOptions options_;
  ChatRequest request_;
};

TEST_F(AnthropicProviderTest, SendsTheSystemMessageApart) {
  options_.price = Price{3, 15};
  request_.temperature = 1.3;
  server_.Add(FakeChatAnswer::AnthropicStream({"void f", "() {}"}, 12));
  ASSERT_OK_AND_ASSIGN(reply, Ask());
  EXPECT_EQ(reply.text, "void f() {}");
  EXPECT_EQ(reply.prompt_tokens, 12);
  EXPECT_EQ(reply.completion_tokens, 2);
  EXPECT_DOUBLE_EQ(reply.usd, (12 * 3.0 + 2 * 15.0) / 1e6);
  EXPECT_EQ(reply.model, "fake-model");
  EXPECT_EQ(Sent()["system"], "You write C++.");
  EXPECT_EQ(Sent()["messages"], json::parse(R"([{"role":"user","content":"Write f."}])"));
  EXPECT_EQ(Sent()["max_tokens"], 512);
  EXPECT_EQ(Sent()["temperature"], 1.0);
}

TEST_F(AnthropicProviderTest, WhatTheToolIsCalledWithIsTheReply) {
  request_.json_schema = R"({"type":"object"})";
  FakeChatAnswer answer = FakeChatAnswer::AnthropicStream({}, 12, "tool_use");
  answer.pieces.insert(answer.pieces.begin() + 2,
                       "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":"
                       "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"choice\\\": 1}\"}}\n\n");
  server_.Add(answer);
  ASSERT_OK_AND_ASSIGN(reply, Ask());
  EXPECT_EQ(reply.text, R"({"choice": 1})");
  EXPECT_EQ(reply.finish_reason, "stop");
  EXPECT_EQ(Sent()["tool_choice"], json::parse(R"({"type":"tool","name":"sg_features"})"));
}

TEST_F(AnthropicProviderTest, CountsWhatTheCacheHeldAsPrompt) {
  server_.Add(FakeChatAnswer::Body(
      200,
      R"({"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"cache_read_input_tokens":7,"output_tokens":1}})"));
  ASSERT_OK_AND_ASSIGN(reply, Ask());
  EXPECT_EQ(reply.prompt_tokens, 12);
}

TEST_F(AnthropicProviderTest, ATightWindowIsMeasuredByTheServersOwnCount) {
  // By the estimate these 600 letters in words leave too little room; the server counts 100 words.
  std::string words;
  for (int i = 0; i < 100; ++i) words += "wordsy ";
  request_.messages = {{"user", words}};
  options_.context_window = 500;
  request_.max_tokens = 380;
  server_.Add(FakeChatAnswer::AnthropicStream({"ok"}, 100));
  ASSERT_OK(Ask());
  EXPECT_EQ(Sent()["max_tokens"], 380);
}

TEST_F(AnthropicProviderTest, NoCreditIsFinal) {
  server_.Add(FakeChatAnswer::Body(
      400,
      R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API"}})"));
  const auto reply = Ask();
  EXPECT_TRUE(FailsWith(reply, ErrorKind::kInfrastructure, "no credit"));
  EXPECT_EQ(server_.requests().size(), 1u);
}

}  // namespace
}  // namespace autopilot
