#include "protocol/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "core/files.h"
#include "llm/llm_test_fakes.h"
#include "llm/openai_provider.h"
#include "llm/token_estimate.h"
#include "protocol/dialogue.h"
#include "testing/fake_clock.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

constexpr Price kPrice{2.0, 8.0};

ChatReply Reply(int prompt, int completion) {
  ChatReply reply;
  reply.prompt_tokens = prompt;
  reply.completion_tokens = completion;
  reply.usd = kPrice.Of(prompt, completion);
  return reply;
}

TEST(Budget, WithoutLimitsEverythingIsAllowed) {
  FakeClock clock;
  Budget budget({}, clock);
  ASSERT_OK_AND_ASSIGN(allowed, budget.Reserve(1'000'000, 5000, std::nullopt));
  EXPECT_EQ(allowed, 5000);
  budget.Spend(Reply(1, 9000));
  EXPECT_OK(budget.Check());
}

TEST(Budget, LowersTheReplyToWhatIsLeft) {
  FakeClock clock;
  Budget budget({.tokens = 1000}, clock);
  ASSERT_OK_AND_ASSIGN(whole, budget.Reserve(300, 400, kPrice));
  EXPECT_EQ(whole, 400);
  budget.Spend(Reply(250, 350));
  ASSERT_OK_AND_ASSIGN(lowered, budget.Reserve(200, 400, kPrice));
  EXPECT_EQ(lowered, 192);
  const auto refused = budget.Reserve(300, 400, kPrice);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kBudget);
  EXPECT_THAT(refused.error().message, HasSubstr("600 of 1000 tokens are spent"));
  // A short answer needs no more room than it asks for.
  EXPECT_OK(budget.Reserve(300, 60, kPrice));
}

TEST(Budget, MoneyIsReservedAtItsPrice) {
  FakeClock clock;
  Budget budget({.usd = 0.01}, clock);
  // 1000 tokens of prompt cost 0.002; 0.008 buys 1000 of reply, less the slack.
  ASSERT_OK_AND_ASSIGN(allowed, budget.Reserve(1000, 4000, kPrice));
  EXPECT_EQ(allowed, 992);
  EXPECT_FALSE(budget.Reserve(4800, 400, kPrice));
  // Without a price the user has consented.
  EXPECT_OK(budget.Reserve(4800, 400, std::nullopt));
}

TEST(Budget, ATryThatMayHaveCostCountsAtItsWorst) {
  FakeClock clock;
  Budget budget({.tokens = 1000}, clock);
  ASSERT_OK(budget.Reserve(200, 300, kPrice));
  budget.TryFailed(false);
  EXPECT_EQ(budget.tokens(), 0);
  budget.TryFailed(true);
  EXPECT_EQ(budget.tokens(), 508);
  ASSERT_OK_AND_ASSIGN(again, budget.TryAgain());
  EXPECT_EQ(again, 284);
  budget.TryFailed(true);
  EXPECT_FALSE(budget.TryAgain());
}

TEST(Budget, AProviderThatTakesMoreThanItMayEndsTheRun) {
  FakeClock clock;
  Budget budget({.tokens = 10'000}, clock);
  ASSERT_OK(budget.Reserve(200, 300, kPrice));
  budget.Spend(Reply(150, 301));
  EXPECT_OK(budget.Check());
  ASSERT_OK(budget.Reserve(200, 300, kPrice));
  budget.Spend(Reply(150, 400));
  EXPECT_TRUE(FailsWith(budget.Check(), ErrorKind::kBudget, "reports 150 tokens of prompt and 400 of reply"));
  // The run that is gone on with does not believe it either.
  Budget later({.tokens = 10'000}, clock);
  later.Compare(Reply(150, 301), {200, 300});
  EXPECT_OK(later.Check());
  later.Compare(Reply(150, 400), {200, 300});
  EXPECT_TRUE(FailsWith(later.Check(), ErrorKind::kBudget, "was allowed 200 and 300"));
}

/// A service that fails, cuts and counts as it likes, and bills for what it has worked on.
class Adversary {
 public:
  explicit Adversary(unsigned seed) : random_(seed) {}

  Result<HttpResponse> Answer(const HttpRequest& request) {
    const auto body = nlohmann::json::parse(request.body);
    const int allowed = body.at("max_tokens").get<int>();
    ChatRequest prompt;
    for (const auto& message : body.at("messages")) prompt.messages.push_back({"user", message.at("content")});
    const int prompt_tokens = Draw(1, EstimatePromptTokens(prompt));
    const int completion_tokens = Draw(0, 3) == 0 ? allowed : Draw(0, allowed);
    ++calls;
    switch (Draw(0, 9)) {
      case 0:
        return Fail(Infrastructure("no connection"));
      case 1:
        return HttpResponse{500, "application/json", R"({"error":{"message":"oops"}})", -1};
      case 2:
        return HttpResponse{429, "application/json", "", 2};
      case 3:
      case 4:  // It worked, and the answer was lost.
        Bill(prompt_tokens, completion_tokens);
        request.on_lost();
        return Fail(Infrastructure("cut in the middle"));
      case 5: {
        Bill(prompt_tokens, completion_tokens);
        const std::string half = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        request.on_data(half);
        return HttpResponse{200, "text/event-stream", half, -1};
      }
      case 6:
        if (Draw(0, 9) == 0) {  // A liar.
          lied_tokens = Draw(9, 5000);
          lied_usd = kPrice.Of(0, lied_tokens);
          return Whole(prompt_tokens, allowed + lied_tokens);
        }
        [[fallthrough]];
      default:
        return Whole(prompt_tokens, completion_tokens);
    }
  }

  int calls = 0;
  int billed_tokens = 0;
  double billed_usd = 0;
  int lied_tokens = 0;  ///< Of the billed ones, those that it took beyond what it was allowed.
  double lied_usd = 0;

 private:
  int Draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  void Bill(int prompt, int completion) {
    billed_tokens += prompt + completion;
    billed_usd += kPrice.Of(prompt, completion);
  }
  HttpResponse Whole(int prompt, int completion) {
    Bill(prompt, completion);
    const nlohmann::json body = {{"choices", {{{"message", {{"content", "void f() {}"}}}, {"finish_reason", "stop"}}}},
                                 {"usage", {{"prompt_tokens", prompt}, {"completion_tokens", completion}}}};
    return {200, "application/json", body.dump(), -1};
  }

  std::mt19937 random_;
};

/// Asks until it is told to stop; returns the error that stopped it.
Error RunUntilStopped(Dialogue& dialogue, std::mt19937& random) {
  const auto draw = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int attempt = 1; attempt < 200; ++attempt) {
    ChatRequest request;
    request.key = {"sg", "features", attempt};
    request.messages = {{"system", "You write C++."},
                        {"user", std::string(static_cast<std::size_t>(draw(1, 6000)), 'x')}};
    request.max_tokens = draw(20, 1500);
    const auto answer = dialogue.Ask(request);
    if (!answer && answer.error().kind != ErrorKind::kInfrastructure) return answer.error();
  }
  return Infrastructure("never stopped");
}

TEST(BudgetOfRuns, IsNeverExceededWhateverAProviderDoes) {
  FakeClock clock;
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("budget"));
  ASSERT_OK_AND_ASSIGN(journal, Journal::Open(folder.path() / "journal.sqlite", clock));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink(std::tmpfile(), &std::fclose);
  Console console{sink.get(), true};
  int calls = 0;
  int liars = 0;
  for (unsigned run = 0; run < 1000; ++run) {
    std::mt19937 random(run);
    Adversary adversary(run + 7000);
    OpenAiOptions options;
    options.name = "adversary";
    options.model = "m";
    options.price = kPrice;
    OpenAiProvider provider(
        options, std::make_unique<ScriptedHttp>([&](const HttpRequest& http) { return adversary.Answer(http); }), clock,
        nullptr);
    BudgetLimits limits;
    if (run % 3 != 1) limits.tokens = std::uniform_int_distribution<int>(200, 8000)(random);
    if (run % 3 != 0) limits.usd = std::uniform_real_distribution<double>(0.001, 0.03)(random);
    Budget budget(limits, clock);
    RunRecord record;
    record.id = "r" + std::to_string(run);
    record.options = record.versions = "{}";
    ASSERT_OK(journal->BeginRun(record));
    Dialogue dialogue(record.id, provider, *journal, budget, console, {});

    const Error stopped = RunUntilStopped(dialogue, random);
    EXPECT_EQ(stopped.kind, ErrorKind::kBudget) << run << ": " << stopped.ToString();
    if (limits.tokens > 0) {
      EXPECT_LE(adversary.billed_tokens - adversary.lied_tokens, limits.tokens) << run;
    }
    if (limits.usd > 0) {
      EXPECT_LE(adversary.billed_usd - adversary.lied_usd, limits.usd + 1e-9) << run;
    }
    EXPECT_GE(budget.tokens(), adversary.billed_tokens) << run;
    EXPECT_EQ(adversary.lied_tokens > 0, !budget.overrun().empty()) << run;
    calls += adversary.calls;
    liars += adversary.lied_tokens > 0 ? 1 : 0;
  }
  EXPECT_GT(calls, 3000);
  EXPECT_GT(liars, 10);
}

}  // namespace
}  // namespace autopilot
