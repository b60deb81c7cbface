#include "llm/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "llm/llm_test_fakes.h"
#include "testing/fake_chat_server.h"

namespace autopilot {
namespace {

using testing::HasSubstr;
using testing::Not;

class HttpClientTest : public testing::Test {
 protected:
  HttpRequest Post(const std::string& body = "{}") const {
    HttpRequest request;
    request.url = server_.url() + "/v1/chat/completions";
    request.body = body;
    return request;
  }

  InterruptGuard guard_;
  FakeChatServer server_;
  std::unique_ptr<HttpClient> http_ = MakeHttpClient();
};

TEST_F(HttpClientTest, PostsBodyAndKeyAndStreamsTheAnswer) {
  FakeChatAnswer answer;
  answer.pieces = {"one ", "two ", "three"};
  server_.Add(answer);
  HttpRequest request = Post(R"({"a":1})");
  request.bearer_key = "secret";
  std::string streamed;
  request.on_data = [&](std::string_view piece) {
    streamed += piece;
    return true;
  };
  const auto response = http_->Send(request);
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->content_type, "text/event-stream");
  EXPECT_EQ(response->body, "one two three");
  EXPECT_EQ(streamed, "one two three");
  ASSERT_EQ(server_.requests().size(), 1u);
  EXPECT_EQ(server_.requests()[0].body, R"({"a":1})");
  EXPECT_EQ(server_.requests()[0].authorization, "Bearer secret");
}

TEST_F(HttpClientTest, GetsWithoutABody) {
  HttpRequest request;
  request.url = server_.url() + "/v1/models";
  const auto response = http_->Send(request);
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_THAT(response->body, HasSubstr("fake-model"));
}

TEST_F(HttpClientTest, AnErrorStatusIsAResponseAndIsNotStreamed) {
  FakeChatAnswer answer = FakeChatAnswer::Body(429, "slow down");
  answer.headers["Retry-After"] = "7";
  server_.Add(answer);
  HttpRequest request = Post();
  bool streamed = false;
  request.on_data = [&](std::string_view) { return streamed = true; };
  const auto response = http_->Send(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 429);
  EXPECT_EQ(response->body, "slow down");
  EXPECT_EQ(response->retry_after, 7);
  EXPECT_FALSE(streamed);
}

TEST_F(HttpClientTest, WithoutRetryAfterItIsNegative) {
  server_.Add(FakeChatAnswer::Body(503, ""));
  const auto response = http_->Send(Post());
  ASSERT_TRUE(response);
  EXPECT_LT(response->retry_after, 0);
}

TEST_F(HttpClientTest, DropsAnAnswerThatIsTooLarge) {
  server_.Add(FakeChatAnswer::Body(200, std::string(5000, 'x')));
  HttpRequest request = Post();
  request.max_bytes = 1000;
  const auto response = http_->Send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(response.error().message, HasSubstr("larger than 1000 bytes"));
}

TEST_F(HttpClientTest, TimesOut) {
  FakeChatAnswer answer;
  answer.hang = true;
  server_.Add(answer);
  HttpRequest request = Post();
  request.total_timeout = std::chrono::milliseconds(50);
  request.bearer_key = "secret";
  const auto response = http_->Send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(response.error().message, HasSubstr("did not answer in time"));
  EXPECT_THAT(response.error().ToString(), Not(HasSubstr("secret")));
}

TEST_F(HttpClientTest, ReportsAConnectionCutInTheMiddle) {
  FakeChatAnswer answer;
  answer.pieces = {"begun "};
  answer.cut = true;
  server_.Add(answer);
  const auto response = http_->Send(Post());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInfrastructure);
}

TEST_F(HttpClientTest, ReportsNobodyListening) {
  HttpRequest request;
  request.url = "http://127.0.0.1:1/v1/models";  // tcpmux: nothing listens there.
  const auto response = http_->Send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(response.error().message, HasSubstr("cannot reach http://127.0.0.1:1/v1/models"));
}

TEST_F(HttpClientTest, RefusesWhatIsNoHttpUrl) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://", ""}) {
    HttpRequest request;
    request.url = url;
    const auto response = http_->Send(request);
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::kBadInput) << url << response.error().ToString();
  }
}

TEST_F(HttpClientTest, AnInterruptEndsARequestThatRuns) {
  FakeChatAnswer answer;
  answer.pieces = {"first"};
  answer.hang = true;
  server_.Add(answer);
  HttpRequest request = Post();
  request.on_data = [](std::string_view) {
    SetInterrupted(true);
    return true;
  };
  int lost = 0;
  request.on_lost = [&lost] { ++lost; };
  const auto response = http_->Send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(lost, 1) << "the server had begun, and may want to be paid";
}

TEST_F(HttpClientTest, OneClientSendsManyRequests) {
  server_.Add(FakeChatAnswer::Body(200, "first"));
  server_.Add(FakeChatAnswer::Body(200, "second"));
  EXPECT_EQ(http_->Send(Post())->body, "first");
  EXPECT_EQ(http_->Send(Post())->body, "second");
}

}  // namespace
}  // namespace autopilot
