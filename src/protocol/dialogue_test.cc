#include "protocol/dialogue.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/files.h"
#include "testing/fake_clock.h"
#include "testing/status.h"

namespace autopilot {
namespace {

/// Answers with the scripted texts in turn, and records what it was asked.
class ScriptedProvider : public Provider {
 public:
  explicit ScriptedProvider(std::vector<std::string> texts) : texts_(std::move(texts)) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    requests.push_back(request);
    if (requests.size() > texts_.size()) return Fail(Infrastructure("the script has no more replies"));
    ChatReply reply;
    reply.text = texts_[requests.size() - 1];
    reply.prompt_tokens = 100;
    reply.completion_tokens = 20;
    return reply;
  }
  std::string name() const override { return "scripted"; }
  std::string model() const override { return "script"; }
  int context_window() const override { return 0; }

  std::vector<ChatRequest> requests;

 private:
  std::vector<std::string> texts_;
};

class DialogueTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("dialogue"));
    folder_ = std::make_unique<TemporaryFolder>(std::move(folder));
    ASSERT_OK_AND_ASSIGN(journal, Journal::Open(folder_->path() / "journal.sqlite", clock_));
    journal_ = std::move(journal);
    RunRecord run;
    run.id = "r1";
    run.options = run.versions = "{}";
    ASSERT_OK(journal_->BeginRun(run));
  }
  Dialogue Make(Provider& provider, Budget& budget, std::vector<AttemptRecord> recalled = {}) {
    return Dialogue("r1", provider, *journal_, budget, console_, std::move(recalled));
  }
  static ChatRequest Request(int attempt, const std::string& text = "hello") {
    ChatRequest request;
    request.key = {"sg", "features", attempt};
    request.messages = {{"user", text}};
    return request;
  }

  FakeClock clock_;
  Console console_{stderr, true};
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(DialogueTest, JournalsPromptReplyAndVerdictAndCounts) {
  ScriptedProvider provider({"void f() {}"});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(provider, budget);
  ASSERT_OK_AND_ASSIGN(answer, dialogue.Ask(Request(1)));
  ASSERT_OK(dialogue.Judge(answer, {"sg", "features", 1}, "void f() {}\n", Verdict()));
  EXPECT_EQ(dialogue.totals("sg").completion_tokens, 20);
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_TRUE(attempts[0].answered && attempts[0].judged);
  EXPECT_EQ(attempts[0].reply.text, "void f() {}");
  EXPECT_EQ(attempts[0].candidate_text, "void f() {}\n");
  EXPECT_NE(attempts[0].prompt.find("hello"), std::string::npos);
}

TEST_F(DialogueTest, ARecalledReplyIsUsedOnlyForTheSamePrompt) {
  ScriptedProvider first({"old"});
  Budget budget({}, clock_);
  Dialogue before = Make(first, budget);
  ASSERT_OK(before.Ask(Request(1)));
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));

  ScriptedProvider second({"new"});
  Dialogue after = Make(second, budget, attempts);
  ASSERT_OK_AND_ASSIGN(same, after.Ask(Request(1)));
  EXPECT_TRUE(same.recalled);
  EXPECT_EQ(same.reply.text, "old");
  EXPECT_TRUE(second.requests.empty());
  ASSERT_OK_AND_ASSIGN(other, after.Ask(Request(1, "another prompt")));
  EXPECT_FALSE(other.recalled);
  EXPECT_EQ(other.reply.text, "new");
}

TEST_F(DialogueTest, WhatWasSpentBeforeARunWasCutOffCountsStill) {
  ScriptedProvider first({"one"});
  Budget budget({.tokens = 300}, clock_);
  Dialogue before = Make(first, budget);
  ASSERT_OK(before.Ask(Request(1)));
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));

  ScriptedProvider second({"two"});
  Budget budget_again({.tokens = 300}, clock_);
  Dialogue after = Make(second, budget_again, attempts);
  ASSERT_OK(after.Ask(Request(1)));
  EXPECT_EQ(budget_again.tokens(), budget.tokens());
  EXPECT_EQ(after.Ask(Request(2)).error().kind, ErrorKind::kBudget) << "as it would have been without the break";
  EXPECT_TRUE(second.requests.empty());
}

/// Breaks off each reply after the server has had the question.
class BreakingProvider : public ScriptedProvider {
 public:
  BreakingProvider() : ScriptedProvider({}) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    if (request.meter != nullptr) request.meter->TryFailed(true);
    return Fail(Infrastructure("the connection broke off"));
  }
};

TEST_F(DialogueTest, WhatBrokenRepliesMayHaveCostStandsInTheJournalAndCountsLater) {
  BreakingProvider provider;
  Budget budget({.tokens = 900}, clock_);
  Dialogue dialogue = Make(provider, budget);
  EXPECT_EQ(dialogue.Ask(Request(1)).error().kind, ErrorKind::kInfrastructure);
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_FALSE(attempts[0].answered);
  EXPECT_EQ(attempts[0].reply.prompt_tokens + attempts[0].reply.completion_tokens, budget.tokens());
  EXPECT_GT(budget.tokens(), 512) << "at the worst";
  EXPECT_EQ(dialogue.totals("sg").completion_tokens, attempts[0].reply.completion_tokens);

  Budget later({.tokens = 900}, clock_);
  ScriptedProvider good({"one"});
  Dialogue again = Make(good, later, attempts);
  EXPECT_EQ(later.tokens(), budget.tokens());
  ASSERT_OK_AND_ASSIGN(answer, again.Ask(Request(1)));
  EXPECT_FALSE(answer.recalled);
}

/// Breaks off once, and then answers.
class StumblingProvider : public ScriptedProvider {
 public:
  StumblingProvider() : ScriptedProvider({"one"}) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    request.meter->TryFailed(true);
    return ScriptedProvider::Complete(request);
  }
};

TEST_F(DialogueTest, TriesBeforeAReplyAreAnAttemptOfTheirOwn) {
  StumblingProvider provider;
  Budget budget({.tokens = 5000}, clock_);
  Dialogue dialogue = Make(provider, budget);
  ASSERT_OK(dialogue.Ask(Request(1)));
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_TRUE(attempts[0].answered);
  EXPECT_EQ(attempts[1].verdict.verdict, VerdictKind::kInfrastructure);
  int journaled = 0;
  for (const AttemptRecord& attempt : attempts) {
    journaled += attempt.reply.prompt_tokens + attempt.reply.completion_tokens;
  }
  EXPECT_EQ(journaled, budget.tokens());
  Budget later({.tokens = 5000}, clock_);
  ScriptedProvider nobody({});
  Dialogue again = Make(nobody, later, attempts);
  ASSERT_OK_AND_ASSIGN(answer, again.Ask(Request(1)));
  EXPECT_EQ(answer.reply.text, "one");
  EXPECT_EQ(later.tokens(), budget.tokens());
  EXPECT_EQ(again.totals("sg").attempts, 1);
}

/// Loses two replies, and is killed while it waits for the third.
class TwiceBreakingProvider : public ScriptedProvider {
 public:
  explicit TwiceBreakingProvider(Journal& journal) : ScriptedProvider({}), journal_(&journal) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    for (int i = 0; i < 2; ++i) {
      request.meter->TryFailed(true);
      AUTOPILOT_CHECK(request.meter->TryAgain());
    }
    AUTOPILOT_TRY(now, journal_->Attempts("r1"));
    attempts = now;
    return Fail({ErrorKind::kInterrupted, "killed", "", "", 0});
  }
  std::vector<AttemptRecord> attempts;

 private:
  Journal* journal_;
};

TEST_F(DialogueTest, EveryTryOfAKilledProgramCounts) {
  TwiceBreakingProvider provider(*journal_);
  Budget budget({.tokens = 9000}, clock_);
  Dialogue dialogue = Make(provider, budget);
  EXPECT_FALSE(dialogue.Ask(Request(1)));
  ASSERT_EQ(provider.attempts.size(), 1u);
  const ChatReply& cost = provider.attempts[0].reply;
  EXPECT_EQ(cost.completion_tokens, 3 * (512 + 8));
  EXPECT_EQ(2 * (cost.prompt_tokens + cost.completion_tokens), 3 * budget.tokens()) << "the third one was not sent";
}

/// Looks into the journal while it is asked: so it stands if the program is killed now.
class WatchingProvider : public ScriptedProvider {
 public:
  explicit WatchingProvider(Journal& journal) : ScriptedProvider({"one"}), journal_(&journal) {}
  Result<ChatReply> Complete(const ChatRequest& request) override {
    AUTOPILOT_TRY(now, journal_->Attempts("r1"));
    attempts = now;
    return ScriptedProvider::Complete(request);
  }
  std::vector<AttemptRecord> attempts;

 private:
  Journal* journal_;
};

TEST_F(DialogueTest, AReplyThatAKilledProgramWaitedForCountsAtItsWorst) {
  WatchingProvider provider(*journal_);
  Budget free({}, clock_);
  Dialogue unlimited = Make(provider, free);
  ASSERT_OK(unlimited.Ask(Request(1)));
  ASSERT_EQ(provider.attempts.size(), 1u);
  EXPECT_EQ(provider.attempts[0].reply.completion_tokens, 0) << "nobody counts";

  WatchingProvider watching(*journal_);
  Budget budget({.tokens = 5000}, clock_);
  Dialogue dialogue = Make(watching, budget);
  ASSERT_OK(dialogue.Ask(Request(2)));
  Budget later({.tokens = 5000}, clock_);
  ScriptedProvider second({"two"});
  const Dialogue again = Make(second, later, {watching.attempts.at(1)});
  EXPECT_GT(later.tokens(), 512 + 8);
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  EXPECT_EQ(attempts.at(1).reply.completion_tokens, 20) << "what it did cost, once that is known";
}

TEST_F(DialogueTest, OfARecordingNothingCanHaveBeenSpentUnseen) {
  class Recording : public WatchingProvider {
   public:
    using WatchingProvider::WatchingProvider;
    bool costs_unseen() const override { return false; }
  } recording(*journal_);
  Budget budget({.tokens = 5000}, clock_);
  Dialogue dialogue = Make(recording, budget);
  ASSERT_OK(dialogue.Ask(Request(1)));
  EXPECT_EQ(recording.attempts.at(0).reply.completion_tokens, 0);
  EXPECT_EQ(budget.tokens(), 120) << "the reply counts";
}

TEST_F(DialogueTest, RepliesThatAreOfNoUseAnyMoreHaveCostWhatTheyDid) {
  ScriptedProvider first({"old", "cut"});
  Budget budget({}, clock_);
  Dialogue before = Make(first, budget);
  ASSERT_OK(before.Ask(Request(1)));
  ASSERT_OK(before.Ask(Request(2)));
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  attempts.at(1).reply.prompt_truncated = true;
  ScriptedProvider second({"new", "whole"});
  Budget later({}, clock_);
  Dialogue after = Make(second, later, attempts);
  ASSERT_OK(after.Ask(Request(1, "another prompt")));
  ASSERT_OK(after.Ask(Request(2)));
  EXPECT_EQ(second.requests.size(), 2u);
  EXPECT_EQ(later.tokens(), 2 * budget.tokens());
  EXPECT_EQ(after.totals("sg").completion_tokens, 80);
}

/// Takes more than it may.
class GreedyProvider : public ScriptedProvider {
 public:
  using ScriptedProvider::ScriptedProvider;
  Result<ChatReply> Complete(const ChatRequest& request) override {
    AUTOPILOT_TRY(reply, ScriptedProvider::Complete(request));
    reply.completion_tokens = request.max_tokens + 100;
    return reply;
  }
};

TEST_F(DialogueTest, AProviderThatTookTooMuchIsNotAskedByAResumedRunEither) {
  GreedyProvider provider({"one", "two"});
  Budget budget({.tokens = 5000}, clock_);
  Dialogue dialogue = Make(provider, budget);
  ASSERT_OK(dialogue.Ask(Request(1)));
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  Budget later({.tokens = 5000}, clock_);
  Dialogue again = Make(provider, later, attempts);
  EXPECT_TRUE(FailsWith(again.Ask(Request(2)), ErrorKind::kBudget, "cannot be relied upon"));
  EXPECT_EQ(provider.requests.size(), 1u);
  Budget free({}, clock_);
  Dialogue without = Make(provider, free, attempts);
  EXPECT_OK(without.Ask(Request(2))) << "nothing is limited, so nothing has to be relied upon";

  class Other : public ScriptedProvider {
   public:
    Other() : ScriptedProvider({"one"}) {}
    std::string name() const override { return "other"; }
  } other;
  Budget limited({.tokens = 5000}, clock_);
  Dialogue elsewhere = Make(other, limited, attempts);
  ASSERT_OK(elsewhere.Ask(Request(2)));
  elsewhere.SetNext([&]() -> Result<Provider*> { return &provider; });
  ASSERT_OK(elsewhere.Escalate("features"));
  EXPECT_TRUE(FailsWith(elsewhere.Ask(Request(3)), ErrorKind::kBudget, "cannot be relied upon"));
}

TEST_F(DialogueTest, AQuestionHasTheTimeThatIsLeft) {
  ScriptedProvider provider({"one"});
  Budget budget({.seconds = 30}, clock_);
  Dialogue dialogue = Make(provider, budget);
  clock_.Advance(12);
  ASSERT_OK(dialogue.Ask(Request(1)));
  EXPECT_DOUBLE_EQ(provider.requests.at(0).seconds, 18);
}

TEST_F(DialogueTest, AReplyToACutPromptIsAskedForAgain) {
  AttemptRecord cut;
  cut.run = "r1";
  cut.key = Request(1).key;
  cut.prompt = R"([{"content":"hello","role":"user"}])";
  cut.answered = true;
  cut.reply.text = "of half of it";
  ScriptedProvider provider({"whole"});
  Budget budget({}, clock_);
  Dialogue recalls = Make(provider, budget, {cut});
  ASSERT_OK_AND_ASSIGN(recalled, recalls.Ask(Request(1)));
  EXPECT_TRUE(recalled.recalled);
  cut.reply.prompt_truncated = true;
  Dialogue asks = Make(provider, budget, {cut});
  ASSERT_OK_AND_ASSIGN(again, asks.Ask(Request(1)));
  EXPECT_EQ(again.reply.text, "whole");
}

TEST_F(DialogueTest, ASpentBudgetAsksNobody) {
  ScriptedProvider provider({"one", "two"});
  Budget budget({.tokens = 350}, clock_);
  Dialogue dialogue = Make(provider, budget);
  ASSERT_OK(dialogue.Ask(Request(1)));
  const auto refused = dialogue.Ask(Request(2));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kBudget);
  EXPECT_EQ(provider.requests.size(), 1u);
}

TEST_F(DialogueTest, APromptWithoutAReplyStaysInTheJournal) {
  ScriptedProvider provider({});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(provider, budget);
  EXPECT_FALSE(dialogue.Ask(Request(1)).has_value());
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_FALSE(attempts[0].answered);
  EXPECT_EQ(attempts[0].verdict.verdict, VerdictKind::kInfrastructure);
  EXPECT_EQ(attempts[0].verdict.root_cause, "provider_error");
}

TEST_F(DialogueTest, AProposalIsJournaledBeforeItIsJudgedAndCostsNothing) {
  ScriptedProvider provider({});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(provider, budget);
  ASSERT_OK_AND_ASSIGN(id, dialogue.Propose({"sg", "assembly", 1}, "tool", "void setup() {}\n"));
  ASSERT_OK_AND_ASSIGN(before, journal_->Attempts("r1"));
  ASSERT_EQ(before.size(), 1u);
  EXPECT_FALSE(before[0].asked());
  EXPECT_FALSE(before[0].judged);
  EXPECT_EQ(before[0].candidate_text, "void setup() {}\n");
  Verdict verdict;
  verdict.verdict = VerdictKind::kReject;
  verdict.root_cause = "label_order";
  ASSERT_OK(dialogue.JudgeProposal(id, verdict));
  ASSERT_OK_AND_ASSIGN(after, journal_->Attempts("r1"));
  EXPECT_EQ(after[0].verdict.root_cause, "label_order");
  EXPECT_EQ(dialogue.totals("sg").attempts, 0);
  // A resumed run proposes again: the row is the same one.
  ASSERT_OK_AND_ASSIGN(again, dialogue.Propose({"sg", "assembly", 1}, "tool", "void setup() {}\n"));
  EXPECT_EQ(again, id);
}

TEST_F(DialogueTest, AProviderThatFailsGivesWayToTheNextForTheRestOfTheRun) {
  ScriptedProvider first({});
  ScriptedProvider second({"one", "two"});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(first, budget);
  int made = 0;
  dialogue.SetNext([&]() -> Result<Provider*> { return ++made == 1 ? &second : nullptr; });
  ASSERT_OK_AND_ASSIGN(answer, dialogue.Ask(Request(1)));
  EXPECT_EQ(answer.reply.text, "one");
  dialogue.Relax();
  ASSERT_OK_AND_ASSIGN(again, dialogue.Ask(Request(2)));
  EXPECT_EQ(again.reply.text, "two");
  EXPECT_EQ(first.requests.size(), 1u);
  // The failed try is an attempt of its own, and never the model's fault.
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 3u);
  EXPECT_FALSE(attempts[0].answered);
  // With nobody left, the failure is the run's.
  const auto last = dialogue.Ask(Request(3));
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().kind, ErrorKind::kInfrastructure);
}

/// Fails while it is down.
class UnsteadyProvider : public ScriptedProvider {
 public:
  using ScriptedProvider::ScriptedProvider;
  Result<ChatReply> Complete(const ChatRequest& request) override {
    ++asked;
    if (down) return Fail(Infrastructure("it is down"));
    return ScriptedProvider::Complete(request);
  }
  int asked = 0;
  bool down = true;
};

TEST_F(DialogueTest, AFailedProviderIsTriedAgainAfterAWhileWhenThoseAfterItFailToo) {
  UnsteadyProvider first({"first"});
  UnsteadyProvider second({"second"});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(first, budget);
  int made = 0;
  dialogue.SetNext([&]() -> Result<Provider*> { return ++made == 1 ? &second : nullptr; });
  second.down = false;
  ASSERT_OK(dialogue.Ask(Request(1)));
  // Too early: it is not bothered again.
  second.down = true;
  clock_.Advance(Dialogue::kCooldown / 2);
  EXPECT_TRUE(FailsWith(dialogue.Ask(Request(2)), ErrorKind::kInfrastructure, "it is down"));
  EXPECT_EQ(first.asked, 1);
  first.down = false;
  clock_.Advance(Dialogue::kCooldown / 2);
  ASSERT_OK_AND_ASSIGN(answer, dialogue.Ask(Request(2)));
  EXPECT_EQ(answer.reply.text, "first");
  EXPECT_EQ(first.asked, 2);
  // With all of them down each is asked once, and that is that.
  first.down = true;
  clock_.Advance(2 * Dialogue::kCooldown);
  const int before = second.asked;
  EXPECT_FALSE(dialogue.Ask(Request(3)));
  EXPECT_EQ(first.asked, 3);
  EXPECT_EQ(second.asked, before + 1);
}

/// Thinks, and takes what it is given.
class ThinkingProvider : public ScriptedProvider {
 public:
  using ScriptedProvider::ScriptedProvider;
  int thinking_tokens() const override { return 1000; }
};

TEST_F(DialogueTest, ThinkingHasRoomOfItsOwnAsFarAsTheBudgetAllows) {
  ThinkingProvider provider({"one", "two"});
  Budget rich({}, clock_);
  Dialogue free = Make(provider, rich);
  ASSERT_OK(free.Ask(Request(1)));
  EXPECT_EQ(provider.requests.back().max_tokens, 1512);
  Budget poor({.tokens = 600}, clock_);
  Dialogue limited = Make(provider, poor);
  ASSERT_OK(limited.Ask(Request(2)));
  EXPECT_LT(provider.requests.back().max_tokens, 600);
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  EXPECT_NE(attempts[0].parameters.find("1512"), std::string::npos);
}

TEST_F(DialogueTest, EscalatesToTheNextProviderAndBack) {
  ScriptedProvider first({"weak", "weak again"});
  ScriptedProvider second({"strong", "strong again"});
  Budget budget({}, clock_);
  Dialogue dialogue = Make(first, budget);
  ASSERT_OK_AND_ASSIGN(alone, dialogue.Escalate("features"));
  EXPECT_FALSE(alone);
  int made = 0;
  dialogue.SetNext([&]() -> Result<Provider*> { return ++made == 1 ? &second : nullptr; });
  ASSERT_OK_AND_ASSIGN(weak, dialogue.Ask(Request(1)));
  EXPECT_EQ(weak.reply.text, "weak");
  ASSERT_OK_AND_ASSIGN(escalated, dialogue.Escalate("features"));
  EXPECT_TRUE(escalated);
  ASSERT_OK_AND_ASSIGN(strong, dialogue.Ask(Request(2)));
  EXPECT_EQ(strong.reply.text, "strong");
  dialogue.Relax();
  ASSERT_OK_AND_ASSIGN(relaxed, dialogue.Ask(Request(3)));
  EXPECT_EQ(relaxed.reply.text, "weak again");
  // The second one was made already.
  ASSERT_OK_AND_ASSIGN(once_more, dialogue.Escalate("report"));
  EXPECT_TRUE(once_more);
  EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace autopilot
