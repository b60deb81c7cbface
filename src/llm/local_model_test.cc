#include "llm/local_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "llm/llm_test_fakes.h"
#include "testing/fake_chat_server.h"
#include "testing/fake_process_runner.h"

namespace autopilot {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

LocalModelOptions Options() {
  LocalModelOptions options;
  options.name = "tiny";
  options.server = "/engine/bin/llama-server";
  options.model = "/models/tiny.gguf";
  options.log_file = "/logs/llama-server.log";
  return options;
}

class LocalModelTest : public testing::Test {
 protected:
  /// The n-th request for health finds the model loaded.
  void ReadyAfter(int requests) { ready_after_ = requests; }

  InterruptGuard guard_;
  HookedClock clock_;
  FakeProcessRunner runner_;
  int ready_after_ = 1;
  int asked_ = 0;
  int next_port_ = 9001;
  ScriptedHttp http_{[this](const HttpRequest&) -> Result<HttpResponse> {
    ++asked_;
    if (asked_ == 1 && ready_after_ > 1) return Fail(Infrastructure("cannot reach it"));
    return HttpResponse{asked_ >= ready_after_ ? 200 : 503, "", "", -1};
  }};
  LocalModel model_{Options(), runner_, http_, clock_, [this]() -> Result<int> { return next_port_++; }};
};

TEST_F(LocalModelTest, StartsAtOnceAndWaitsLater) {
  runner_.AnswerStart();
  ReadyAfter(4);
  ASSERT_TRUE(model_.Start());
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(clock_.Seconds(), 0);
  ASSERT_TRUE(model_.WaitUntilReady());
  EXPECT_EQ(asked_, 4);
  EXPECT_NEAR(clock_.Seconds(), 0.3, 1e-6);
  ASSERT_TRUE(model_.WaitUntilReady());
  EXPECT_EQ(asked_, 4);
  EXPECT_EQ(model_.base_url(), "http://127.0.0.1:9001");
}

TEST_F(LocalModelTest, ListensOnLoopbackOnlyAndKeepsTheKeyOffTheCommandLine) {
  runner_.AnswerStart();
  ASSERT_TRUE(model_.Start());
  const Command command = runner_.commands().at(0);
  const auto follows = [&](const std::string& option, const std::string& value) {
    const auto at = std::find(command.argv.begin(), command.argv.end(), option);
    return at != command.argv.end() && *(at + 1) == value;
  };
  EXPECT_TRUE(follows("--host", "127.0.0.1"));
  EXPECT_TRUE(follows("--port", "9001"));
  EXPECT_TRUE(follows("--model", "/models/tiny.gguf"));
  EXPECT_TRUE(follows("--ctx-size", "4096"));
  EXPECT_EQ(command.environment.at("LD_LIBRARY_PATH"), "/engine/bin");
  EXPECT_EQ(command.environment.at("LLAMA_API_KEY"), model_.key());
  EXPECT_EQ(model_.key().size(), 32u);
  EXPECT_THAT(command.argv, Not(Contains(HasSubstr(model_.key()))));
}

TEST_F(LocalModelTest, TakesAnotherPortWhenItsOwnWasTaken) {
  const auto late = runner_.AnswerStart();
  late->running = false;
  late->tail = "E srv start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 9001";
  runner_.AnswerStart();
  ASSERT_TRUE(model_.WaitUntilReady());
  EXPECT_EQ(model_.base_url(), "http://127.0.0.1:9002");
}

TEST_F(LocalModelTest, GivesUpWhenEveryPortIsTaken) {
  for (int i = 0; i < 10; ++i) {
    const auto late = runner_.AnswerStart();
    late->running = false;
    late->tail = "couldn't bind HTTP server socket";
  }
  const auto status = model_.WaitUntilReady();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("couldn't bind"));
  EXPECT_EQ(runner_.commands().size(), 5u);
}

TEST_F(LocalModelTest, AProcessThatEndsIsReportedWithItsLog) {
  const auto program = runner_.AnswerStart();
  program->running = false;
  program->tail = "failed to load model: out of memory";
  ReadyAfter(100);
  const auto status = model_.WaitUntilReady();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::kInfrastructure);
  EXPECT_THAT(status.error().message, HasSubstr("out of memory"));
  EXPECT_EQ(status.error().file, "/logs/llama-server.log");
}

TEST_F(LocalModelTest, AStrangersHealthOnAnotherPortDoesNotCount) {
  const auto program = runner_.AnswerStart();
  program->running = false;
  program->tail = "illegal instruction";
  ReadyAfter(1);
  EXPECT_FALSE(model_.WaitUntilReady());
}

TEST_F(LocalModelTest, LosesPatienceAfterTwoMinutesAndStopsTheProcess) {
  const auto program = runner_.AnswerStart();
  program->tail = "still loading";
  ReadyAfter(1'000'000);
  const auto status = model_.WaitUntilReady();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("not ready after 120 s:\nstill loading"));
  EXPECT_NEAR(clock_.Seconds(), 120, 1);
  EXPECT_TRUE(program->stopped);
}

TEST_F(LocalModelTest, AnInterruptEndsTheWaitingAndTheObjectTheProcess) {
  const auto program = runner_.AnswerStart();
  ReadyAfter(1'000'000);
  clock_.on_sleep = [] { SetInterrupted(true); };
  {
    LocalModel model(Options(), runner_, http_, clock_, [] { return 9001; });
    const auto status = model.WaitUntilReady();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::kInterrupted);
    EXPECT_FALSE(program->stopped);
  }
  EXPECT_TRUE(program->stopped);
}

TEST(LocalModel, FindsFreePorts) {
  const auto port = LocalModel::FreePort();
  ASSERT_TRUE(port);
  EXPECT_GT(*port, 1023);
}

/// A program that looks like a running server, at the port of a fake one.
class LocalProviderTest : public testing::Test {
 protected:
  std::unique_ptr<LocalProvider> Make() {
    auto provider = LocalProvider::Create(Options(), runner_, clock_, console_, {},
                                          [this]() -> Result<int> { return server_.port(); });
    EXPECT_TRUE(provider) << provider.error().ToString();
    return std::move(*provider);
  }

  InterruptGuard guard_;
  HookedClock clock_;
  FakeProcessRunner runner_;
  FakeChatServer server_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink_{std::tmpfile(), &std::fclose};
  Console console_{sink_.get()};
};

TEST_F(LocalProviderTest, AsksItsOwnServerWithItsKey) {
  runner_.AnswerStart();
  server_.Add(FakeChatAnswer::Stream({"hello"}));
  const auto provider = Make();
  const auto reply = provider->Complete({});
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_EQ(reply->text, "hello");
  EXPECT_EQ(reply->provider, "local");
  EXPECT_EQ(server_.requests().at(0).authorization,
            "Bearer " + runner_.commands().at(0).environment.at("LLAMA_API_KEY"));
  EXPECT_EQ(provider->context_window(), 4096);
}

TEST_F(LocalProviderTest, StartsADeadServerOnceMore) {
  const auto first = runner_.AnswerStart();
  runner_.AnswerStart();
  server_.Add(FakeChatAnswer::Body(500, ""));
  server_.Add(FakeChatAnswer::Body(500, ""));
  server_.Add(FakeChatAnswer::Stream({"hello"}));
  const auto provider = Make();
  clock_.on_sleep = [&] { first->running = false; };
  const auto reply = provider->Complete({});
  ASSERT_TRUE(reply) << reply.error().ToString();
  EXPECT_EQ(reply->text, "hello");
}

TEST_F(LocalProviderTest, GivesUpOnAServerThatDiesTwice) {
  const auto first = runner_.AnswerStart();
  const auto second = runner_.AnswerStart();
  second->tail = "killed";
  for (int i = 0; i < 4; ++i) server_.Add(FakeChatAnswer::Body(500, ""));
  const auto provider = Make();
  clock_.on_sleep = [&] { (runner_.spent() ? second : first)->running = false; };
  const auto reply = provider->Complete({});
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, HasSubstr("the local model's server ended:\nkilled"));
}

TEST_F(LocalProviderTest, ARefusalOfALivingServerIsPassedOn) {
  runner_.AnswerStart();
  server_.Add(FakeChatAnswer::Body(400, R"({"error":{"message":"bad schema"}})"));
  const auto reply = Make()->Complete({});
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().message, HasSubstr("bad schema"));
}

}  // namespace
}  // namespace autopilot
