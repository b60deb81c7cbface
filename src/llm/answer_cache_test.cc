#include "llm/answer_cache.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/files.h"

namespace autopilot {
namespace {

/// Says something else each time.
class CountingProvider : public Provider {
 public:
  explicit CountingProvider(int& asked, std::string model = "m") : asked_(asked), model_(std::move(model)) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    if (request.key.step == "broken") return Fail(Infrastructure("no server"));
    ChatReply reply;
    reply.text = "answer " + std::to_string(++asked_) + " \xF0\x9F\x98\x80";
    reply.prompt_tokens = 12;
    reply.completion_tokens = 5;
    reply.usd = 0.25;
    reply.seconds = 1.5;
    reply.finish_reason = "length";
    reply.prompt_truncated = request.key.step == "cut";
    reply.provider = "p";
    reply.model = "m-1";
    return reply;
  }
  std::string name() const override { return "p"; }
  std::string model() const override { return model_; }
  int context_window() const override { return 100; }

 private:
  int& asked_;
  std::string model_;
};

class AnswerCacheTest : public testing::Test {
 protected:
  std::string Ask(const ChatRequest& request, int repeat = 1, const std::string& model = "m",
                  const std::string& address = "") {
    CachingProvider provider(std::make_unique<CountingProvider>(asked_, model), folder_->path(), address, repeat);
    const auto reply = provider.Complete(request);
    return reply ? reply->text : "";
  }
  static ChatRequest Question() {
    ChatRequest request;
    request.key = {"sg", "sketch", 1};
    request.messages = {{"system", "be brief"}, {"user", "write it"}};
    request.seed = 7;
    return request;
  }

  int asked_ = 0;
  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("answers");
};

TEST_F(AnswerCacheTest, TheSameQuestionIsAskedOnceAndAnsweredAsItWas) {
  EXPECT_EQ(Ask(Question()), Ask(Question()));
  EXPECT_EQ(asked_, 1);
  CachingProvider provider(std::make_unique<CountingProvider>(asked_), folder_->path(), "", 1);
  const auto reply = provider.Complete(Question());
  ASSERT_TRUE(reply);
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(reply->prompt_tokens, 12);
  EXPECT_EQ(reply->completion_tokens, 5);
  EXPECT_EQ(reply->usd, 0.25);
  EXPECT_EQ(reply->seconds, 1.5);
  EXPECT_EQ(reply->finish_reason, "length");
  EXPECT_FALSE(reply->prompt_truncated);
  EXPECT_EQ(reply->provider, "p");
  EXPECT_EQ(reply->model, "m-1");
}

TEST_F(AnswerCacheTest, WhateverChangesTheAnswerIsAskedAnew) {
  const std::string first = Ask(Question());
  const std::vector<std::function<void(ChatRequest&)>> changes = {
      [](ChatRequest& request) { request.messages[1].text += "!"; },
      [](ChatRequest& request) { request.messages[0].role = "user"; },
      [](ChatRequest& request) { request.messages.pop_back(); },
      [](ChatRequest& request) { request.temperature += 0.1; },
      [](ChatRequest& request) { request.top_p -= 0.1; },
      [](ChatRequest& request) { request.max_tokens += 1; },
      [](ChatRequest& request) { request.seed += 1; },
      [](ChatRequest& request) { request.json_schema = "{}"; }};
  int before = asked_;
  for (const auto& change : changes) {
    ChatRequest request = Question();
    change(request);
    EXPECT_NE(Ask(request), first);
    EXPECT_EQ(asked_, ++before);
  }
  EXPECT_NE(Ask(Question(), 2), first) << "repeats are independent";
  EXPECT_NE(Ask(Question(), 1, "other"), first);
  EXPECT_NE(Ask(Question(), 1, "m", "http://127.0.0.1:1/v1"), first);
  EXPECT_EQ(Ask(Question()), first) << "and the first is still there";
}

TEST_F(AnswerCacheTest, WhichAttemptAsksIsNoMatter) {
  ChatRequest later = Question();
  later.key.attempt = 3;
  EXPECT_EQ(Ask(Question()), Ask(later));
}

TEST_F(AnswerCacheTest, AReplyToACutPromptIsNoAnswer) {
  ChatRequest cut = Question();
  cut.key.step = "cut";
  EXPECT_NE(Ask(cut), Ask(cut));
  EXPECT_EQ(asked_, 2);
}

TEST_F(AnswerCacheTest, FailuresAndDamagedFilesAreNoAnswers) {
  ChatRequest broken = Question();
  broken.key.step = "broken";
  EXPECT_EQ(Ask(broken), "");
  const std::string first = Ask(Question());
  EXPECT_NE(first, "");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_->path())) {
    if (entry.is_regular_file()) {
      ASSERT_TRUE(WriteFile(entry.path(), "{\"text\": \"half"));
    }
  }
  EXPECT_NE(Ask(Question()), first);
  EXPECT_EQ(asked_, 2);
}

}  // namespace
}  // namespace autopilot
