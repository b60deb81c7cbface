#include "llm/openai_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "llm/llm_test_fakes.h"
#include "testing/fake_chat_server.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class OpenAiProviderTest : public testing::Test {
 protected:
  OpenAiProviderTest() {
    options_.name = "fake";
    options_.base_url = server_.url() + "/v1";
    options_.model = "fake-model";
    options_.key = "sk-secret";
    options_.key_variable = "FAKE_KEY";
    request_.key = {"sg", "features", 2};
    request_.messages = {{"system", "You write C++."}, {"user", "Write f."}};
  }
  Result<ChatReply> Ask() {
    OpenAiProvider provider(options_, MakeHttpClient(), clock_, progress_);
    return provider.Complete(request_);
  }
  json Sent(std::size_t index = 0) const { return json::parse(server_.requests().at(index).body); }

  InterruptGuard guard_;
  FakeChatServer server_;
  HookedClock clock_;
  OpenAiOptions options_;
  ChatRequest request_;
  ProgressHook progress_;
};

TEST_F(OpenAiProviderTest, SendsTheRequestAndReadsTheReply) {
  server_.Add(FakeChatAnswer::Stream({"void f", "() {}"}, 12));
  options_.price = {2.0, 8.0};
  request_.temperature = 0.5;
  request_.seed = 42;
  request_.max_tokens = 99;
  std::vector<int> tokens;
  progress_ = [&](int count, double) { tokens.push_back(count); };
  const auto reply = Ask();
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_EQ(reply->text, "void f() {}");
  EXPECT_EQ(reply->prompt_tokens, 12);
  EXPECT_EQ(reply->completion_tokens, 2);
  EXPECT_DOUBLE_EQ(reply->usd, (12 * 2.0 + 2 * 8.0) / 1e6);
  EXPECT_EQ(reply->finish_reason, "stop");
  EXPECT_FALSE(reply->prompt_truncated);
  EXPECT_EQ(reply->provider, "fake");
  EXPECT_EQ(reply->model, "fake-model");
  EXPECT_THAT(tokens, ElementsAre(1, 2));
  EXPECT_EQ(server_.requests()[0].authorization, "Bearer sk-secret");
  const json sent = Sent();
  EXPECT_EQ(sent["model"], "fake-model");
  EXPECT_EQ(sent["messages"][1], json({{"role", "user"}, {"content", "Write f."}}));
  EXPECT_EQ(sent["temperature"], 0.5);
  EXPECT_EQ(sent["seed"], 42);
  EXPECT_EQ(sent["max_tokens"], 99);
  EXPECT_EQ(sent["stream_options"]["include_usage"], true);
  EXPECT_FALSE(sent.contains("response_format"));
}

TEST_F(OpenAiProviderTest, AHangingServerIsGivenTheTimeThatIsLeftAndNoMore) {
  std::vector<std::chrono::milliseconds> limits;
  auto hangs = std::make_unique<ScriptedHttp>([&](const HttpRequest& request) -> Result<HttpResponse> {
    limits.push_back(request.total_timeout);
    clock_.Advance(std::chrono::duration<double>(request.total_timeout).count());
    return Fail(Infrastructure("no answer in time"));
  });
  request_.seconds = 5;
  OpenAiProvider provider(options_, std::move(hangs), clock_, progress_);
  const auto reply = provider.Complete(request_);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kBudget);
  EXPECT_THAT(reply.error().message, HasSubstr("no answer in time"));
  EXPECT_THAT(limits, ElementsAre(std::chrono::milliseconds(5000)));
}

TEST_F(OpenAiProviderTest, WhatAServerDoesNotCountIsEstimated) {
  server_.Add(
      FakeChatAnswer::Body(200, R"({"choices":[{"message":{"content":"void f() {}"},"finish_reason":"stop"}]})"));
  options_.price = {2.0, 8.0};
  const auto reply = Ask();
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_GE(reply->prompt_tokens, 8);
  EXPECT_GE(reply->completion_tokens, 4);
  EXPECT_GT(reply->usd, 0);
}

TEST_F(OpenAiProviderTest, SendsASchemaAndLeavesOutWhatTheModelRejects) {
  server_.Add(FakeChatAnswer::Stream({"{}"}));
  request_.json_schema = R"({"type":"object"})";
  request_.key.step = "a b/c";
  options_.max_tokens_field = "max_completion_tokens";
  options_.omit = {"temperature", "seed"};
  ASSERT_TRUE(Ask());
  const json sent = Sent();
  EXPECT_EQ(sent["response_format"]["type"], "json_schema");
  EXPECT_EQ(sent["response_format"]["json_schema"]["name"], "sg_a_b_c");
  EXPECT_EQ(sent["response_format"]["json_schema"]["strict"], true);
  EXPECT_EQ(sent["response_format"]["json_schema"]["schema"]["type"], "object");
  EXPECT_FALSE(sent.contains("temperature"));
  EXPECT_FALSE(sent.contains("seed"));
  EXPECT_FALSE(sent.contains("max_tokens"));
  EXPECT_EQ(sent["max_completion_tokens"], 512);
}

TEST_F(OpenAiProviderTest, ABadSchemaIsRefusedBeforeAnythingIsSent) {
  request_.json_schema = "{";
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kBadInput);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(OpenAiProviderTest, BytesThatAreNoUtf8AreSentAllTheSame) {
  server_.Add(FakeChatAnswer::Stream({"ok"}));
  request_.messages[1].text = "bad \xff byte";
  EXPECT_TRUE(Ask());
}

TEST_F(OpenAiProviderTest, TriesAgainWithBackoff) {
  server_.Add(FakeChatAnswer::Body(503, R"({"error":{"message":"Loading model"}})"));
  FakeChatAnswer cut = FakeChatAnswer::Stream({"half"});
  cut.pieces.resize(2);
  cut.cut = true;
  server_.Add(cut);
  server_.Add(FakeChatAnswer::Body(500, "oops"));
  server_.Add(FakeChatAnswer::Stream({"whole"}));
  const auto reply = Ask();
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_EQ(reply->text, "whole");
  EXPECT_EQ(server_.requests().size(), 4u);
  EXPECT_NEAR(clock_.Seconds(), 1 + 2 + 4, 1e-6);
}

TEST_F(OpenAiProviderTest, WaitsAsLongAsTheServerAsks) {
  FakeChatAnswer busy = FakeChatAnswer::Body(429, "");
  busy.headers["Retry-After"] = "20";
  server_.Add(busy);
  server_.Add(FakeChatAnswer::Stream({"ok"}));
  ASSERT_TRUE(Ask());
  EXPECT_NEAR(clock_.Seconds(), 20, 1e-6);
}

TEST_F(OpenAiProviderTest, DoesNotWaitForAnHour) {
  FakeChatAnswer busy = FakeChatAnswer::Body(429, R"({"error":{"message":"daily limit"}})");
  busy.headers["Retry-After"] = "3600";
  server_.Add(busy);
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, HasSubstr("daily limit"));
  EXPECT_THAT(reply.error().message, HasSubstr("3600 s"));
  EXPECT_EQ(clock_.Seconds(), 0);
}

TEST_F(OpenAiProviderTest, GivesUpAfterFourTries) {
  for (int i = 0; i < 4; ++i) server_.Add(FakeChatAnswer::Body(502, "bad gateway"));
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(reply.error().message, HasSubstr("fake answers 502: bad gateway (4 tries)"));
  EXPECT_EQ(server_.requests().size(), 4u);
}

TEST_F(OpenAiProviderTest, AnInterruptEndsTheWaiting) {
  server_.Add(FakeChatAnswer::Body(500, ""));
  clock_.on_sleep = [] { SetInterrupted(true); };
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kInterrupted);
  EXPECT_LT(clock_.Seconds(), 0.2);
}

TEST_F(OpenAiProviderTest, AWrongKeyIsFinalAndNeverShown) {
  server_.Add(FakeChatAnswer::Body(401, R"({"error":{"message":"Incorrect API key: sk-secret"}})"));
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(reply.error().message, HasSubstr("Incorrect API key: [key]"));
  EXPECT_THAT(reply.error().cure, HasSubstr("FAKE_KEY"));
  EXPECT_THAT(reply.error().ToString(), Not(HasSubstr("sk-secret")));
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(OpenAiProviderTest, AnUnknownModelIsAnsweredWithThoseThatThereAre) {
  server_.Add(FakeChatAnswer::Body(404, R"({"error":{"message":"model not found"}})"));
  options_.model = "nonsense";
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(reply.error().message, HasSubstr("fake has no model 'nonsense'"));
  EXPECT_THAT(reply.error().cure, HasSubstr("fake-model"));
}

TEST_F(OpenAiProviderTest, NoCreditIsFinal) {
  server_.Add(FakeChatAnswer::Body(429, R"({"error":{"message":"quota","code":"insufficient_quota"}})"));
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, HasSubstr("no credit"));
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(OpenAiProviderTest, APromptThatDoesNotFitIsNamedAsSuch) {
  for (
      const char* body :
      {R"({"error":{"code":400,"message":"request (6030 tokens) exceeds the available context size","type":"exceed_context_size_error"}})",
       R"({"error":{"message":"This model's maximum context length is 4096 tokens"}})"}) {
    server_.Add(FakeChatAnswer::Body(400, body));
    const auto reply = Ask();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, ErrorKind::kInfrastructure);
    EXPECT_THAT(reply.error().message, HasSubstr("does not fit the context window"));
  }
}

TEST_F(OpenAiProviderTest, OtherRefusalsAreFinalAndShort) {
  server_.Add(FakeChatAnswer::Body(400, std::string(3000, 'x') + "\n"));
  const auto reply = Ask();
  ASSERT_FALSE(reply);
  EXPECT_LT(reply.error().message.size(), 600u);
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(OpenAiProviderTest, ACutReplyIsPassedOn) {
  server_.Add(FakeChatAnswer::Stream({"void f("}, 10, "length"));
  const auto reply = Ask();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->finish_reason, "length");
}

TEST_F(OpenAiProviderTest, ACutPromptIsSeenByTheServersOwnCount) {
  options_.tokenize_url = server_.url() + "/tokenize";
  request_.messages = {{"user", "one two three four five six seven eight nine ten"}};
  server_.Add(FakeChatAnswer::Stream({"x"}, 14));
  EXPECT_FALSE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"x"}, 9));
  EXPECT_TRUE(Ask()->prompt_truncated);
}

TEST_F(OpenAiProviderTest, ACutPromptIsSeenByItsLengthWhereNoCountIsToBeHad) {
  options_.tokenize_url = server_.url() + "/no-such-path";
  request_.messages = {{"user", std::string(12000, 'x')}};
  server_.Add(FakeChatAnswer::Stream({"x"}, 2048));  // 5.9 bytes a token, and exactly the window.
  EXPECT_TRUE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"x"}, 2049));
  EXPECT_FALSE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"x"}, 1000));  // 12 bytes a token.
  EXPECT_TRUE(Ask()->prompt_truncated);
}

TEST_F(OpenAiProviderTest, APromptThatFillsTheWindowIsCutWhateverTheReplyHolds) {
  options_.context_window = 4096;
  request_.messages = {{"user", std::string(12000, 'x')}};
  server_.Add(FakeChatAnswer::Stream({"```cpp\nvoid f() {}\n```"}, 4096));
  EXPECT_TRUE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"```cpp\nvoid f() {}\n```"}, 4095));
  EXPECT_FALSE(Ask()->prompt_truncated);
}

TEST_F(OpenAiProviderTest, AWindowWithoutRoomForTheReplyIsACutPrompt) {
  request_.messages = {{"user", std::string(8000, 'x')}};  // 3.9 bytes a token: by its length it could be whole.
  request_.max_tokens = 300;
  server_.Add(FakeChatAnswer::Stream({"vo"}, 2048, "length"));
  EXPECT_TRUE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"vo"}, 2047, "length"));
  EXPECT_FALSE(Ask()->prompt_truncated);
  server_.Add(FakeChatAnswer::Stream({"void f() {}"}, 2048, "stop"));
  EXPECT_FALSE(Ask()->prompt_truncated);
}

}  // namespace
}  // namespace autopilot
