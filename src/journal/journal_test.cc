#include "journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/hash.h"
#include "journal/sqlite.h"
#include "journal/verdict_json.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Counts up a second with every look.
class CountingClock : public Clock {
 public:
  double Seconds() const override { return seconds_++; }
  std::string Timestamp() const override {
    const int now = seconds_++;
    return "2025-01-31T12:00:" + std::string(now < 10 ? "0" : "") + std::to_string(now) + "Z";
  }
  void Sleep(std::chrono::milliseconds) override {}

 private:
  mutable int seconds_ = 0;
};

RunRecord NewRun(const std::string& id) {
  return {id, "/apps/fruit/app.toml", "fruit", R"({"seed":1})", R"({"tool":"0.1.0"})", "/out/" + id, "", "", ""};
}

AttemptRecord Attempt(const std::string& run, const std::string& step, int attempt) {
  AttemptRecord record;
  record.run = run;
  record.key = {"sg", step, attempt};
  record.proposer = "local/qwen2.5-coder-1.5b";
  record.prompt = R"([{"role":"user","text":"write it"}])";
  record.parameters = R"({"temperature":0.7})";
  return record;
}

ChatReply Reply(const std::string& text) {
  ChatReply reply;
  reply.text = text;
  return reply;
}

Verdict Rejection() {
  Verdict verdict;
  verdict.verdict = VerdictKind::kReject;
  verdict.gate = "semantics";
  verdict.builds = 1;
  verdict.paper_category = "none";
  verdict.root_cause = "input-scaling";
  Finding error;
  error.rule = "semantics/input-tensor";
  error.root_cause = "input-scaling";
  error.paper_category = "none";
  error.message = "the tensor holds other values";
  error.file = "fruit.ino";
  error.line = 42;
  error.column = 7;
  error.evidence = "divided by 255 \xff";
  error.counterexample = {R"({"b":12,"g":18,"r":30})", "[0.5, 0.3, 0.2]", "null"};
  error.next = "divide by the sum";
  Finding note;
  note.rule = "lint/serial";
  note.severity = Severity::kNote;
  note.message = "waits for a monitor";
  note.behind = true;
  verdict.findings = {error, note};
  verdict.gates = {{"reply", VerdictKind::kPass, 0.25}, {"semantics", VerdictKind::kReject, 41.5}};
  verdict.metrics.accuracy = 0.5;
  verdict.metrics.inferences = 90;
  return verdict;
}

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("journal-test");
    ASSERT_TRUE(folder) << folder.error().ToString();
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    file_ = folder_->path() / "new" / "journal.sqlite";
    journal_ = Open();
  }
  std::unique_ptr<Journal> Open() {
    auto journal = Journal::Open(file_, clock_);
    EXPECT_TRUE(journal) << journal.error().ToString();
    return journal ? std::move(*journal) : nullptr;
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::filesystem::path file_;
  CountingClock clock_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, ARunThatIsGoneOnWithHasNotEnded) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("a1")));
  ASSERT_TRUE(journal_->PutStage({"a1", "mc", "pass", 1, 10, 10, 0, 1.0, "{}"}));
  ASSERT_TRUE(journal_->PutStage({"a1", "sg", "infrastructure", 0, 0, 0, 0, 1.0, "{}"}));
  ASSERT_TRUE(journal_->EndRun("a1", "infrastructure"));
  ASSERT_TRUE(journal_->ReopenRun("a1"));
  const auto run = journal_->FindRun("a1");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->ended, "");
  EXPECT_EQ(run->verdict, "");
  EXPECT_TRUE(journal_->Stages("a1")->empty()) << "each is written again when it has ended";
  EXPECT_EQ(journal_->ReopenRun("no").error().kind, ErrorKind::kInfrastructure);
}

TEST_F(JournalTest, AQuestionThatWasCutOffAndMayHaveCostSomethingKeepsItsRow) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("a1")));
  AttemptRecord asked;
  asked.run = "a1";
  asked.prompt = R"([{"role":"user","content":"hello"}])";
  asked.key = {"sg", "features", 1};
  const auto free = journal_->BeginAttempt(asked);
  ASSERT_TRUE(free);
  asked.key.attempt = 2;
  const auto paid = journal_->BeginAttempt(asked);
  ASSERT_TRUE(paid);
  ChatReply worst;
  worst.prompt_tokens = 100;
  worst.completion_tokens = 520;
  ASSERT_TRUE(journal_->SetCost(*paid, worst));
  ASSERT_TRUE(journal_->ReopenRun("a1"));
  EXPECT_NE(*journal_->BeginAttempt(asked), *paid);
  asked.key.attempt = 1;
  EXPECT_EQ(*journal_->BeginAttempt(asked), *free) << "nobody has paid for it";
  const auto attempts = journal_->Attempts("a1");
  ASSERT_TRUE(attempts);
  ASSERT_EQ(attempts->size(), 3u);
  EXPECT_EQ(attempts->at(1).reply.completion_tokens, 520);
  EXPECT_EQ(attempts->at(1).verdict.verdict, VerdictKind::kInfrastructure);
  EXPECT_EQ(attempts->at(1).verdict.root_cause, "provider_error");
}

TEST_F(JournalTest, RunsRoundTripNewestFirst) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("a1")));
  ASSERT_TRUE(journal_->BeginRun(NewRun("a2")));
  ASSERT_TRUE(journal_->EndRun("a1", "pass"));
  ASSERT_TRUE(journal_->SetContract("a1", R"({"features":[]})"));

  const auto runs = Open()->Runs();
  ASSERT_TRUE(runs);
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ((*runs)[0].id, "a2");
  EXPECT_EQ((*runs)[0].ended, "");
  EXPECT_EQ((*runs)[0].verdict, "");
  const RunRecord& first = (*runs)[1];
  EXPECT_EQ(first.id, "a1");
  EXPECT_EQ(first.application, "/apps/fruit/app.toml");
  EXPECT_EQ(first.name, "fruit");
  EXPECT_EQ(first.options, R"({"seed":1})");
  EXPECT_EQ(first.versions, R"({"tool":"0.1.0"})");
  EXPECT_EQ(first.folder, "/out/a1");
  EXPECT_EQ(first.started, "2025-01-31T12:00:00Z");
  EXPECT_EQ(first.ended, "2025-01-31T12:00:02Z");
  EXPECT_EQ(first.verdict, "pass");
  EXPECT_EQ(*journal_->Contract("a1"), R"({"features":[]})");
  EXPECT_EQ(*journal_->Contract("a2"), "");
}

TEST_F(JournalTest, FindsRunsByPrefixAndLast) {
  EXPECT_EQ(journal_->FindRun("last").error().kind, ErrorKind::kBadInput);
  for (const char* id : {"20250131-1", "20250131-12", "20250201-7"}) ASSERT_TRUE(journal_->BeginRun(NewRun(id)));

  EXPECT_EQ(journal_->FindRun("last")->id, "20250201-7");
  EXPECT_EQ(journal_->FindRun("202502")->id, "20250201-7");
  EXPECT_EQ(journal_->FindRun("20250131-1")->id, "20250131-1") << "a whole id wins over a longer one";
  const auto ambiguous = journal_->FindRun("20250131");
  ASSERT_FALSE(ambiguous);
  EXPECT_EQ(ambiguous.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(ambiguous.error().message, HasSubstr("20250131-12"));
  for (const char* id : {"", "x", "20250131-1%", "____"}) {
    const auto missing = journal_->FindRun(id);
    ASSERT_FALSE(missing) << id;
    EXPECT_EQ(missing.error().kind, ErrorKind::kBadInput);
  }
}

TEST_F(JournalTest, AnExperimentKeepsItsMatrixAndTrialsInTheirOrder) {
  ASSERT_TRUE(journal_->PutExperiment({"study", "repeats = 1\n", ""}));
  ASSERT_TRUE(journal_->PutExperiment({"study", "repeats = 12\n", ""}));
  const auto trial = [](const std::string& model, int repeat) {
    return TrialRecord{"study", model, "paper:SG2", "terse", "fruit", "cool", repeat, ""};
  };
  ASSERT_TRUE(journal_->BeginTrial(NewRun("r3"), trial("qwen", 10)));
  ASSERT_TRUE(journal_->BeginTrial(NewRun("r2"), trial("qwen", 9)));
  ASSERT_TRUE(journal_->BeginTrial(NewRun("r1"), trial("gemma", 1)));

  const auto experiments = Open()->Experiments();
  ASSERT_TRUE(experiments);
  ASSERT_EQ(experiments->size(), 1u);
  EXPECT_EQ(experiments->front().matrix, "repeats = 12\n") << "an extended matrix takes the place of the old one";
  EXPECT_EQ(experiments->front().started, "2025-01-31T12:00:00Z") << "and leaves when it began";
  const auto trials = Open()->Trials("study");
  ASSERT_TRUE(trials);
  ASSERT_EQ(trials->size(), 3u);
  EXPECT_EQ((*trials)[0].run, "r1");
  EXPECT_EQ((*trials)[1].run, "r2") << "repeats are numbers, not texts";
  const TrialRecord& last = (*trials)[2];
  EXPECT_EQ(last.run, "r3");
  EXPECT_EQ(last.model, "qwen");
  EXPECT_EQ(last.protocol, "paper:SG2");
  EXPECT_EQ(last.variant, "terse");
  EXPECT_EQ(last.application, "fruit");
  EXPECT_EQ(last.sampling, "cool");
  EXPECT_EQ(last.repeat, 10);
  EXPECT_TRUE(journal_->Trials("other")->empty());
}

TEST_F(JournalTest, ATrialHasOneRun) {
  const TrialRecord trial{"study", "qwen", "guided", "", "fruit", "", 1, ""};
  EXPECT_FALSE(journal_->BeginTrial(NewRun("r"), trial)) << "there is no such experiment";
  EXPECT_TRUE(journal_->Runs()->empty()) << "the run is not written without its trial";
  ASSERT_TRUE(journal_->PutExperiment({"study", "", ""}));
  ASSERT_TRUE(journal_->BeginTrial(NewRun("r"), trial));
  EXPECT_FALSE(journal_->BeginTrial(NewRun("again"), trial));
  EXPECT_EQ(journal_->Runs()->size(), 1u);
}

TEST_F(JournalTest, AnAttemptRoundTripsStepByStep) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  const auto id = journal_->BeginAttempt(Attempt("r", "features", 1));
  ASSERT_TRUE(id) << id.error().ToString();
  auto seen = Open()->Attempts("r");
  ASSERT_TRUE(seen);
  ASSERT_EQ(seen->size(), 1u);
  EXPECT_EQ(seen->front().id, *id);
  EXPECT_EQ(seen->front().prompt, R"([{"role":"user","text":"write it"}])");
  EXPECT_EQ(seen->front().parameters, R"({"temperature":0.7})");
  EXPECT_EQ(seen->front().proposer, "local/qwen2.5-coder-1.5b");
  EXPECT_EQ(seen->front().started, "2025-01-31T12:00:01Z");
  EXPECT_FALSE(seen->front().answered);
  EXPECT_FALSE(seen->front().judged);

  const ChatReply reply{"```\nvoid f() {}\n```", 120, 34, 0.25, 5.5, "length", true, "local", "qwen"};
  ASSERT_TRUE(journal_->SetReply(*id, reply));
  ASSERT_TRUE(journal_->SetCandidate(*id, "void f() {}\n"));
  ASSERT_TRUE(journal_->SetVerdict(*id, Rejection()));
  seen = Open()->Attempts("r");
  ASSERT_TRUE(seen) << seen.error().ToString();
  const AttemptRecord& attempt = seen->front();
  EXPECT_TRUE(attempt.answered);
  EXPECT_EQ(attempt.key.stage, "sg");
  EXPECT_EQ(attempt.key.step, "features");
  EXPECT_EQ(attempt.key.attempt, 1);
  EXPECT_EQ(attempt.reply.text, reply.text);
  EXPECT_EQ(attempt.reply.prompt_tokens, 120);
  EXPECT_EQ(attempt.reply.completion_tokens, 34);
  EXPECT_EQ(attempt.reply.usd, 0.25);
  EXPECT_EQ(attempt.reply.seconds, 5.5);
  EXPECT_EQ(attempt.reply.finish_reason, "length");
  EXPECT_TRUE(attempt.reply.prompt_truncated);
  EXPECT_EQ(attempt.reply.provider, "local");
  EXPECT_EQ(attempt.reply.model, "qwen");
  EXPECT_EQ(attempt.candidate, Sha256("void f() {}\n"));
  EXPECT_EQ(attempt.candidate_text, "void f() {}\n");
  ASSERT_TRUE(attempt.judged);
  const Verdict& verdict = attempt.verdict;
  EXPECT_EQ(verdict.verdict, VerdictKind::kReject);
  EXPECT_EQ(verdict.gate, "semantics");
  EXPECT_EQ(verdict.builds, 1);
  EXPECT_EQ(verdict.root_cause, "input-scaling");
  EXPECT_EQ(verdict.paper_category, "none");
  ASSERT_EQ(verdict.findings.size(), 2u);
  EXPECT_EQ(verdict.findings[0].line, 42);
  EXPECT_EQ(verdict.findings[0].column, 7);
  EXPECT_EQ(verdict.findings[0].evidence, "divided by 255 \xEF\xBF\xBD") << "bytes that are no text are marked";
  EXPECT_EQ(verdict.findings[0].counterexample.input, R"({"b":12,"g":18,"r":30})");
  EXPECT_EQ(verdict.findings[0].counterexample.expected, "[0.5, 0.3, 0.2]");
  EXPECT_EQ(verdict.findings[0].counterexample.got, "null");
  EXPECT_EQ(verdict.findings[0].next, "divide by the sum");
  EXPECT_EQ(verdict.findings[1].severity, Severity::kNote);
  EXPECT_TRUE(verdict.findings[1].behind);
  ASSERT_EQ(verdict.gates.size(), 2u);
  EXPECT_EQ(verdict.gates[1].gate, "semantics");
  EXPECT_EQ(verdict.gates[1].verdict, VerdictKind::kReject);
  EXPECT_EQ(verdict.gates[1].ms, 41.5);
  EXPECT_EQ(verdict.metrics.accuracy, 0.5);
  EXPECT_EQ(verdict.metrics.inferences, 90);
  EXPECT_EQ(verdict.metrics.arena_used, -1);
  EXPECT_EQ(verdict.metrics.flash, -1);
}

TEST_F(JournalTest, AnAttemptWithoutReplyIsTakenOverAndAnAnsweredOneIsNot) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  const auto first = journal_->BeginAttempt(Attempt("r", "features", 1));
  AttemptRecord again = Attempt("r", "features", 1);
  again.prompt = "[]";
  again.proposer = "replay";
  const auto second = journal_->BeginAttempt(again);
  ASSERT_TRUE(second) << second.error().ToString();
  EXPECT_EQ(*second, *first);
  EXPECT_EQ(journal_->Attempts("r")->size(), 1u);
  EXPECT_EQ(journal_->Attempts("r")->front().prompt, "[]");
  EXPECT_EQ(journal_->Attempts("r")->front().proposer, "replay");

  ASSERT_TRUE(journal_->SetReply(*second, Reply("kept")));
  const auto third = journal_->BeginAttempt(Attempt("r", "features", 1));
  ASSERT_TRUE(third) << third.error().ToString();
  EXPECT_NE(*third, *second);
  const auto attempts = journal_->Attempts("r");
  ASSERT_EQ(attempts->size(), 2u);
  EXPECT_EQ(attempts->front().reply.text, "kept");
}

TEST_F(JournalTest, ASecondVerdictReplacesTheFirst) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  const auto id = journal_->BeginAttempt(Attempt("r", "features", 1));
  ASSERT_TRUE(journal_->SetVerdict(*id, Rejection()));
  Verdict pass;
  pass.gates = {{"reply", VerdictKind::kPass, 1}};
  ASSERT_TRUE(journal_->SetVerdict(*id, pass));

  EXPECT_TRUE(journal_->Attempts("r")->front().verdict.passed());
  auto database = Database::Open(file_, 1000);
  ASSERT_TRUE(database);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM findings"), 0);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM gates"), 1);
}

TEST_F(JournalTest, FindingsCanBeCountedWithSql) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto id = journal_->BeginAttempt(Attempt("r", "features", attempt));
    ASSERT_TRUE(journal_->SetVerdict(*id, Rejection()));
  }
  auto database = Database::Open(file_, 1000);
  ASSERT_TRUE(database);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM findings WHERE root_cause = 'input-scaling'"), 3);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM attempts WHERE verdict = 'reject' AND gate = 'semantics'"), 3);
  EXPECT_EQ(*database->Number("SELECT sum(ms) FROM gates WHERE gate = 'semantics'"), 124);
}

TEST_F(JournalTest, EqualCandidatesAreStoredOnce) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto id = journal_->BeginAttempt(Attempt("r", "features", attempt));
    ASSERT_TRUE(journal_->SetCandidate(*id, attempt < 3 ? "same" : ""));
  }
  auto database = Database::Open(file_, 1000);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM candidates"), 1);
  const auto attempts = journal_->Attempts("r");
  EXPECT_EQ((*attempts)[1].candidate_text, "same");
  EXPECT_EQ((*attempts)[2].candidate, "") << "an empty text is no candidate";
}

TEST_F(JournalTest, StepsAndStagesAreReplacedInPlace) {
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  ASSERT_TRUE(journal_->PutStep({"r", "dp", "clean", "model", "{}", "first"}));
  ASSERT_TRUE(journal_->PutStep({"r", "dp", "scale", "facts", "none", "rows sum to one"}));
  ASSERT_TRUE(journal_->PutStep({"r", "dp", "clean", "reference", "[]", "second"}));
  const auto steps = Open()->Steps("r");
  ASSERT_TRUE(steps);
  ASSERT_EQ(steps->size(), 2u);
  EXPECT_EQ((*steps)[0].step, "clean");
  EXPECT_EQ((*steps)[0].decided_by, "reference");
  EXPECT_EQ((*steps)[0].outcome, "[]");
  EXPECT_EQ((*steps)[0].note, "second");
  EXPECT_EQ((*steps)[1].decided_by, "facts");

  ASSERT_TRUE(journal_->PutStage({"r", "dp", "reject", 1, 10, 5, 0, 2, "{}"}));
  ASSERT_TRUE(journal_->PutStage({"r", "dp", "pass", 2, 20, 10, 0.5, 4.5, R"({"artifacts":[]})"}));
  const auto stages = Open()->Stages("r");
  ASSERT_TRUE(stages);
  ASSERT_EQ(stages->size(), 1u);
  EXPECT_EQ(stages->front().verdict, "pass");
  EXPECT_EQ(stages->front().attempts, 2);
  EXPECT_EQ(stages->front().prompt_tokens, 20);
  EXPECT_EQ(stages->front().completion_tokens, 10);
  EXPECT_EQ(stages->front().usd, 0.5);
  EXPECT_EQ(stages->front().seconds, 4.5);
  EXPECT_EQ(stages->front().detail, R"({"artifacts":[]})");
}

TEST_F(JournalTest, WhatIsNotThereIsAnError) {
  EXPECT_EQ(journal_->Attempts("no").error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(journal_->Steps("no").error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(journal_->Stages("no").error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(journal_->Contract("no").error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(journal_->EndRun("no", "pass").error().kind, ErrorKind::kInfrastructure);
  EXPECT_EQ(journal_->SetReply(7, {}).error().kind, ErrorKind::kInfrastructure);
  EXPECT_EQ(journal_->SetCandidate(7, "x").error().kind, ErrorKind::kInfrastructure);
  EXPECT_EQ(journal_->SetVerdict(7, Rejection()).error().kind, ErrorKind::kInfrastructure);
  EXPECT_EQ(journal_->BeginAttempt(Attempt("no", "features", 1)).error().kind, ErrorKind::kInfrastructure);
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  EXPECT_EQ(journal_->BeginRun(NewRun("r")).error().kind, ErrorKind::kInfrastructure);

  auto database = Database::Open(file_, 1000);
  EXPECT_EQ(*database->Number("SELECT count(*) FROM candidates"), 0) << "a failed write leaves nothing";
  EXPECT_EQ(*database->Number("SELECT count(*) FROM findings"), 0);
}

TEST_F(JournalTest, TwoConnectionsSeeEachOther) {
  const auto other = Open();
  ASSERT_TRUE(journal_->BeginRun(NewRun("r")));
  const auto id = other->BeginAttempt(Attempt("r", "features", 1));
  ASSERT_TRUE(id) << id.error().ToString();
  ASSERT_TRUE(journal_->SetReply(*id, Reply("from here")));
  ASSERT_TRUE(other->SetCandidate(*id, "from there"));
  EXPECT_EQ(other->Attempts("r")->front().reply.text, "from here");
  EXPECT_EQ(journal_->Attempts("r")->front().candidate_text, "from there");
}

TEST(ReplayLine, HoldsWhatAReplayNeeds) {
  AttemptRecord attempt = Attempt("r", "features", 2);
  attempt.reply = {"line one\nline \"two\"", 120, 34, 0.5, 5.5, "stop", false, "local", "qwen"};
  const std::string line = ToReplayLine(attempt);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["stage"], "sg");
  EXPECT_EQ(json["step"], "features");
  EXPECT_EQ(json["attempt"], 2);
  EXPECT_EQ(json["text"], "line one\nline \"two\"");
  EXPECT_EQ(json["prompt_tokens"], 120);
  EXPECT_EQ(json["completion_tokens"], 34);
  EXPECT_EQ(json["finish_reason"], "stop");
  EXPECT_EQ(json["model"], "qwen");
}

TEST(VerdictJson, RefusesWhatIsNotDocumented) {
  EXPECT_EQ(VerdictFromJson(nlohmann::json::parse(R"({"verdict":"maybe"})")).error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(VerdictFromJson(nlohmann::json::array()).error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(VerdictFromJson(nlohmann::json::parse(R"({"verdict":"pass","findings":[{"line":"x"}]})")).error().kind,
            ErrorKind::kBadInput);
  EXPECT_EQ(VerdictFromJson(nlohmann::json::parse(R"({"verdict":"pass","findings":7})")).error().kind,
            ErrorKind::kBadInput);
  const auto least = VerdictFromJson(nlohmann::json::parse(R"({"verdict":"inconclusive","builds":null})"));
  ASSERT_TRUE(least);
  EXPECT_EQ(least->builds, -1);
  EXPECT_EQ(least->metrics.accuracy, -1);
}

}  // namespace
}  // namespace autopilot
