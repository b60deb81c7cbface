#include "llm/chat_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_chat_server.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Joined(const FakeChatAnswer& answer) {
  std::string text;
  for (const std::string& piece : answer.pieces) text += piece;
  return text;
}

HttpResponse Ok(const std::string& body) { return {200, "text/event-stream", body, -1}; }

TEST(SseReader, PutsEventsTogetherWhereverThePiecesEnd) {
  const std::string stream = ": comment\r\nevent: x\r\ndata: one\r\n\r\ndata:two\ndata: lines\n\n\ndata: \xC3\xA4\n\n";
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    std::vector<std::string> events;
    SseReader reader([&](std::string_view data) { events.emplace_back(data); });
    for (std::size_t at = 0; at < stream.size(); at += size) reader.Feed(std::string_view(stream).substr(at, size));
    EXPECT_THAT(events, ElementsAre("one", "two\nlines", "\xC3\xA4")) << size;
  }
}

TEST(ChatAnswerReader, ReadsAStream) {
  const std::string body = Joined(FakeChatAnswer::Stream({"void ", "f() ", "{}"}, 21, "length"));
  std::vector<int> progress;
  ChatAnswerReader reader([&](int pieces) { progress.push_back(pieces); });
  reader.Feed(body);
  const auto answer = reader.Finish(Ok(body));
  ASSERT_TRUE(answer) << answer.error().ToString();
  EXPECT_EQ(answer->text, "void f() {}");
  EXPECT_EQ(answer->finish_reason, "length");
  EXPECT_EQ(answer->model, "fake-model");
  EXPECT_EQ(answer->prompt_tokens, 21);
  EXPECT_EQ(answer->completion_tokens, 3);
  EXPECT_THAT(progress, ElementsAre(1, 2, 3));
}

TEST(ChatAnswerReader, CountsPiecesWhereNoUsageCame) {
  const std::string body =
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
      "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
      "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n\n";
  ChatAnswerReader reader({});
  reader.Feed(body);
  const auto answer = reader.Finish(Ok(body));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text, "ab");
  EXPECT_EQ(answer->completion_tokens, 3);
  EXPECT_EQ(answer->prompt_tokens, 0);
}

TEST(ChatAnswerReader, ReadsAWholeAnswer) {
  const std::string body =
      R"({"model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":1}})";
  ChatAnswerReader reader({});
  reader.Feed(body);
  const auto answer = reader.Finish({200, "application/json", body, -1});
  ASSERT_TRUE(answer) << answer.error().ToString();
  EXPECT_EQ(answer->text, "hi");
  EXPECT_EQ(answer->prompt_tokens, 4);
}

TEST(ChatAnswerReader, ABrokenOffStreamIsNoAnswer) {
  const std::string body = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
  ChatAnswerReader reader({});
  reader.Feed(body);
  const auto answer = reader.Finish(Ok(body));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(answer.error().message, HasSubstr("broke off after 1 pieces"));
}

TEST(ChatAnswerReader, AnErrorInsideTheStreamIsReported) {
  const std::string body =
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\n";
  ChatAnswerReader reader({});
  reader.Feed(body);
  const auto answer = reader.Finish(Ok(body));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("out of memory"));
}

TEST(ChatAnswerReader, GarbageIsAWrongBaseUrl) {
  for (const char* body : {"<html>Welcome</html>", "[1,2]", "{}", ""}) {
    ChatAnswerReader reader({});
    reader.Feed(body);
    const auto answer = reader.Finish({200, "text/html", body, -1});
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().kind, ErrorKind::kBadInput);
    EXPECT_THAT(answer.error().cure, HasSubstr("/v1"));
  }
}

TEST(ChatAnswerReader, ValuesOfUnexpectedTypesDoNoHarm) {
  for (const char* event :
       {"null", "[]", "{\"choices\":null}", "{\"choices\":[null]}", "{\"choices\":[{\"delta\":null}]}",
        "{\"choices\":[{\"delta\":{\"content\":7}}],\"usage\":[],\"model\":1}",
        "{\"usage\":{\"prompt_tokens\":\"x\"}}"}) {
    ChatAnswerReader reader({});
    const std::string body = "data: " + std::string(event) + "\n\ndata: [DONE]\n\n";
    reader.Feed(body);
    const auto answer = reader.Finish(Ok(body));
    EXPECT_EQ(answer ? answer->text : "", "") << event;
  }
}

TEST(ParseServerError, KnowsTheShapesThatServersUse) {
  EXPECT_EQ(ParseServerError(R"({"error":{"message":"a","type":"t","code":"c"}})").code, "c");
  EXPECT_EQ(ParseServerError(R"({"error":{"code":400,"message":"a","type":"exceed_context_size_error"}})").code,
            "exceed_context_size_error");
  EXPECT_EQ(ParseServerError(R"({"error":"plain"})").message, "plain");
  EXPECT_EQ(ParseServerError(R"({"object":"error","message":"old vllm"})").message, "old vllm");
  EXPECT_EQ(ParseServerError(R"({"detail":"Not Found"})").message, "Not Found");
  EXPECT_EQ(ParseServerError("<html>").message, "");
}

}  // namespace
}  // namespace autopilot
