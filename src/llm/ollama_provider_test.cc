#include "llm/ollama_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "llm/llm_test_fakes.h"
#include "llm/token_estimate.h"
#include "testing/fake_chat_server.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class OllamaProviderTest : public testing::Test {
 protected:
  OllamaProviderTest() {
    options_.name = "ollama";
    options_.base_url = server_.url();
    options_.model = "fake-model";
    request_.key = {"sg", "features", 1};
    request_.messages = {{"system", "You write C++."}, {"user", "Write f."}};
  }
  void Start() { provider_ = std::make_unique<OllamaProvider>(options_, MakeHttpClient(), clock_, nullptr); }
  json Options() const { return json::parse(server_.requests().back().body)["options"]; }

  InterruptGuard guard_;
  FakeChatServer server_;
  HookedClock clock_;
  HttpChatOptions options_;
  ChatRequest request_;
  std::unique_ptr<OllamaProvider> provider_;
};

TEST_F(OllamaProviderTest, AsksForTheContextThatTheRequestNeedsAndNeverForLess) {
  Start();
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}));
  ASSERT_OK(provider_->Complete(request_));
  EXPECT_EQ(Options()["num_ctx"], 4096);
  EXPECT_EQ(Options()["num_predict"], 512);
  request_.messages[1].text = std::string(20'000, 'x');
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}, 5000));
  ASSERT_OK(provider_->Complete(request_));
  EXPECT_EQ(Options()["num_ctx"], 8192);
  request_.messages[1].text = "short";
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}));
  ASSERT_OK(provider_->Complete(request_));
  EXPECT_EQ(Options()["num_ctx"], 8192);
}

TEST_F(OllamaProviderTest, APromptBeyondTheModelsWindowIsNotSent) {
  options_.context_window = 4096;
  Start();
  request_.messages[1].text = std::string(20'000, 'x');
  EXPECT_TRUE(FailsWith(provider_->Complete(request_), ErrorKind::kInfrastructure, "does not fit the context window"));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(OllamaProviderTest, TheReplyIsShortenedToTheRoomThatIsLeft) {
  options_.context_window = 4096;
  Start();
  request_.messages = {{"user", std::string(14'000, 'x')}};
  request_.max_tokens = 2000;
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}, 3600));
  ASSERT_OK(provider_->Complete(request_));
  EXPECT_EQ(Options()["num_predict"], 4096 - EstimatePromptTokens(request_));
  EXPECT_EQ(Options()["num_ctx"], 4096);
}

TEST_F(OllamaProviderTest, AServerThatLoadedTheModelWithLessHasCutThePrompt) {
  Start();
  request_.messages[1].text = std::string(14'000, 'x');
  server_.set_loaded_window(2050);
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}, 2050));
  ASSERT_OK_AND_ASSIGN(cut, provider_->Complete(request_));
  EXPECT_TRUE(cut.prompt_truncated);
  server_.set_loaded_window(8192);
  Start();
  server_.Add(FakeChatAnswer::OllamaStream({"ok"}, 2050));
  ASSERT_OK_AND_ASSIGN(whole, provider_->Complete(request_));
  EXPECT_FALSE(whole.prompt_truncated);
}

TEST_F(OllamaProviderTest, AMissingModelIsToBePulled) {
  Start();
  server_.Add(FakeChatAnswer::Body(404, R"({"error":"model 'fake-model' not found"})"));
  const auto reply = provider_->Complete(request_);
  EXPECT_TRUE(FailsWith(reply, ErrorKind::kBadInput, "pull it: ollama pull fake-model"));
  EXPECT_THAT(reply.error().cure, HasSubstr("it serves: fake-model"));
}

TEST_F(OllamaProviderTest, AModelThatDoesNotLoadIsInfrastructureInTheServersWords) {
  options_.tries = 1;
  Start();
  server_.Add(
      FakeChatAnswer::Body(500, R"({"error":"model requires more system memory (9.1 GiB) than is available"})"));
  EXPECT_TRUE(FailsWith(provider_->Complete(request_), ErrorKind::kInfrastructure, "requires more system memory"));
}

TEST_F(OllamaProviderTest, ThinkingIsNoPartOfTheReply) {
  Start();
  FakeChatAnswer answer = FakeChatAnswer::OllamaStream({"void f() {}"});
  answer.pieces.insert(answer.pieces.begin(), R"({"message":{"content":"","thinking":"hm"},"done":false})"
                                              "\n");
  server_.Add(answer);
  ASSERT_OK_AND_ASSIGN(reply, provider_->Complete(request_));
  EXPECT_EQ(reply.text, "void f() {}");
}

}  // namespace
}  // namespace autopilot
