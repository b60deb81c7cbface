#include "llm/replay_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

class ReplayProviderTest : public testing::Test {
 protected:
  Result<std::unique_ptr<ReplayProvider>> Load(const std::string& text) {
    EXPECT_TRUE(WriteFile(file_, text));
    return ReplayProvider::Load(file_);
  }
  static ChatRequest Ask(const std::string& step, int attempt) {
    ChatRequest request;
    request.key = {"sg", step, attempt};
    return request;
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("replay");
  std::filesystem::path file_ = folder_->path() / "run.jsonl";
};

TEST_F(ReplayProviderTest, AnswersByKeyInAnyOrder) {
  const auto provider = Load(
      "{\"stage\":\"sg\",\"step\":\"features\",\"attempt\":1,\"text\":\"first\",\"prompt_tokens\":30,"
      "\"completion_tokens\":5,\"finish_reason\":\"length\",\"model\":\"m\",\"provider\":\"local\",\"extra\":[]}\n\n"
      "{\"stage\":\"sg\",\"step\":\"features\",\"attempt\":2,\"text\":\"second\"}\r\n");
  ASSERT_TRUE(provider) << provider.error().ToString();
  EXPECT_EQ((*provider)->Complete(Ask("features", 2))->text, "second");
  const auto first = (*provider)->Complete(Ask("features", 1));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->text, "first");
  EXPECT_EQ(first->prompt_tokens, 30);
  EXPECT_EQ(first->completion_tokens, 5);
  EXPECT_EQ(first->finish_reason, "length");
  EXPECT_EQ(first->model, "m");
  EXPECT_EQ(first->provider, "local");
  EXPECT_EQ(first->usd, 0);
  EXPECT_EQ((*provider)->model(), "m");
}

TEST_F(ReplayProviderTest, AMissingReplyIsAnInfrastructureFailure) {
  const auto provider = Load("{\"stage\":\"sg\",\"step\":\"features\",\"attempt\":1,\"text\":\"x\"}");
  ASSERT_TRUE(provider);
  const auto reply = (*provider)->Complete(Ask("features", 3));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(reply.error().message, HasSubstr("the recording has no reply for sg/features attempt 3"));
  EXPECT_FALSE(reply.error().cure.empty());
  EXPECT_EQ(reply.error().file, file_.string());
}

TEST_F(ReplayProviderTest, ABadLineIsNamed) {
  const std::string good = "{\"stage\":\"sg\",\"step\":\"a\",\"attempt\":1,\"text\":\"x\"}\n";
  for (const char* bad :
       {"not json", "[]", "{\"stage\":\"sg\"}", "{\"stage\":1,\"step\":\"a\",\"attempt\":1,\"text\":\"\"}",
        "{\"stage\":\"sg\",\"step\":\"b\",\"attempt\":1,\"text\":\"x\",\"prompt_tokens\":\"many\"}",
        "{\"stage\":\"sg\",\"step\":\"a\",\"attempt\":1,\"text\":\"again\"}"}) {
    const auto provider = Load(good + bad);
    ASSERT_FALSE(provider) << bad;
    EXPECT_EQ(provider.error().kind, ErrorKind::kBadInput);
    EXPECT_EQ(provider.error().line, 2);
    EXPECT_THAT(provider.error().ToString(), HasSubstr("run.jsonl:2: "));
  }
}

TEST_F(ReplayProviderTest, AMissingFileIsBadInput) {
  const auto provider = ReplayProvider::Load(folder_->path() / "none.jsonl");
  ASSERT_FALSE(provider);
  EXPECT_EQ(provider.error().kind, ErrorKind::kBadInput);
}

}  // namespace
}  // namespace autopilot
