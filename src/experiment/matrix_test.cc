#include "experiment/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/files.h"
#include "experiment/elsewhere.h"
#include "experiment/ledger.h"
#include "experiment/matrix_growth.h"
#include "experiment/recording_path.h"
#include "experiment/trial.h"
#include "experiment/trial_line.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kWhole = R"toml(
[experiment]
name = "study"
stages = ["sg"]
repeats = 3
seed = 7
protocols = ["guided", "paper:SG2"]
applications = ["fruit/app.toml", "sine/app.toml"]

[[model]]
name = "gpt"
provider = "openai"
model = "gpt-4o"
at_once = 4

[[model]]
name = "recorded"
replay = "replies"

[variant.terse]
prompts = "terse"

[sampling.cool]
temperature = 0.2
)toml";

class MatrixTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"fruit/app.toml", "sine/app.toml", "replies/x", "terse/whole/sketch.mustache"}) {
      ASSERT_TRUE(WriteFile(folder_->path() / name, ""));
    }
  }
  fs::path file() const { return folder_->path() / "experiment.toml"; }
  Result<Matrix> Parse(const std::string& text) const { return ParseMatrix(text, file()); }
  static std::string With(const std::string& old, const std::string& text) {
    std::string whole = kWhole;
    const std::size_t at = whole.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return whole.replace(at, old.size(), text);
  }
  Error Refused(const std::string& old, const std::string& text) const {
    const auto matrix = Parse(With(old, text));
    if (!matrix) return matrix.error();
    ADD_FAILURE() << "accepted: " << text;
    return {};
  }
  /// As LoadApplications leaves it.
  static Matrix Loaded(Matrix matrix) {
    for (MatrixApplication& one : matrix.applications) one.name = one.sketch = one.written.substr(0, 5);
    return matrix;
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("matrix");
};

TEST_F(MatrixTest, ReadsAllOfIt) {
  const auto matrix = Parse(kWhole);
  ASSERT_TRUE(matrix) << matrix.error().ToString();
  EXPECT_EQ(matrix->name, "study");
  EXPECT_EQ(matrix->repeats, 3);
  EXPECT_EQ(matrix->seed, 7);
  ASSERT_EQ(matrix->models.size(), 2u);
  EXPECT_EQ(matrix->models[0].asks.name, "openai");
  EXPECT_EQ(matrix->models[0].asks.model, "gpt-4o");
  EXPECT_EQ(matrix->models[0].at_once, 4);
  EXPECT_EQ(matrix->models[1].name, "replay:recorded");
  EXPECT_EQ(matrix->models[1].replay, (folder_->path() / "replies/{application}-{protocol}-{repeat}.jsonl").string());
  ASSERT_EQ(matrix->protocols.size(), 2u);
  EXPECT_EQ(matrix->protocols[1].protocol, "paper");
  EXPECT_EQ(matrix->protocols[1].paper.prompt, "sg2");
  EXPECT_FALSE(matrix->protocols[1].paper.precise);
  ASSERT_EQ(matrix->variants.size(), 2u) << "the standard prompts, and each table";
  EXPECT_EQ(matrix->variants[0].name, "");
  EXPECT_EQ(matrix->variants[1].prompts, folder_->path() / "terse");
  ASSERT_EQ(matrix->samplings.size(), 2u);
  EXPECT_EQ(*matrix->samplings[1].temperature, 0.2);
  EXPECT_FALSE(matrix->samplings[1].top_p);
}

TEST_F(MatrixTest, PreciseIsASamplingOfItsOwn) {
  const auto matrix = Parse(With("\n[sampling.cool]\ntemperature = 0.2", "") + "\n");
  ASSERT_TRUE(matrix);
  const Error error = Refused("paper:SG2", "paper:SG2-P");
  EXPECT_THAT(error.message, HasSubstr("paper:SG2-P"));
  EXPECT_THAT(error.message, HasSubstr("cool"));
}

TEST_F(MatrixTest, SaysWhereAndWhatIsWrong) {
  const auto line = [](const std::string& words) {
    const std::string whole = kWhole;
    return 1 + static_cast<int>(std::count(whole.begin(), whole.begin() + static_cast<long>(whole.find(words)), '\n'));
  };
  const Error key = Refused("repeats = 3", "repeat = 3");
  EXPECT_EQ(key.kind, ErrorKind::kBadInput);
  EXPECT_EQ(key.file, file().string());
  EXPECT_EQ(key.line, line("repeats"));
  EXPECT_THAT(key.cure, HasSubstr("repeats"));
  const Error protocol = Refused("paper:SG2", "paper:SG4");
  EXPECT_EQ(protocol.line, line("protocols"));
  EXPECT_THAT(protocol.message, HasSubstr("paper:SG4"));
  EXPECT_THAT(protocol.cure, HasSubstr("paper:SG"));
  const Error application = Refused("sine/app.toml", "sinus/app.toml");
  EXPECT_EQ(application.line, line("applications"));
  EXPECT_THAT(application.message, HasSubstr("sinus/app.toml"));
  EXPECT_THAT(Refused("at_once", "at_one").cure, HasSubstr("at_once"));
  EXPECT_THAT(Refused("[[model]]", "[[model]]\nname = \"gpt\"\n[[model]]").message, HasSubstr("two models"));
  EXPECT_THAT(Refused("repeats = 3", "repeats = 0").message, HasSubstr("0 is not between 1 and"));
  EXPECT_THAT(Refused("replay = \"replies\"", "replay = \"nowhere.jsonl\"").message, HasSubstr("nowhere.jsonl"));
  EXPECT_THAT(Refused("replay = \"replies\"", "replay = \"{applikation}\"").cure, HasSubstr("application"));
  const Error recording = Refused("provider = \"openai\"\nmodel = \"gpt-4o\"", "provider = \"replay\"");
  EXPECT_EQ(recording.line, line("provider"));
  EXPECT_THAT(recording.message, HasSubstr("\"gpt\" replays, and names no recording"));
  EXPECT_THAT(Refused("name = \"gpt\"\nprovider = \"openai\"", "name = \"replay\"").cure, HasSubstr("add replay ="));
  EXPECT_THAT(Refused("variant.terse", "variant.standard").message, HasSubstr("cannot have the name \"standard\""));
  EXPECT_THAT(Refused("sampling.cool", "sampling.standard").message, HasSubstr("cannot have the name \"standard\""));
  EXPECT_THAT(Refused("\"terse\"", "\"gone\"").message, HasSubstr("gone"));
  EXPECT_THAT(Refused("temperature = 0.2", "temperature = 3.0").message, HasSubstr("between 0 and 2"));
  EXPECT_THAT(Refused("name = \"study\"", "name = \"a study\"").message, HasSubstr("a study"));
  EXPECT_THAT(Refused("name = \"study\"", "name = \"..\"").message, HasSubstr("no name"));
  EXPECT_THAT(Refused("name = \"gpt\"", "name = \".\"").message, HasSubstr("no name"));
  EXPECT_THAT(Refused("\"guided\",", "\"guided\", \"guided\",").message, HasSubstr("twice"));
  EXPECT_THAT(Refused("provider = \"openai\"\nmodel = \"gpt-4o\"", "provider = \"reference\"").message,
              HasSubstr("asks a language model"));
}

TEST_F(MatrixTest, BudgetsMayNotContradictEachOther) {
  const std::string matrix = kWhole;
  const auto refused = [&](const std::string& budget) {
    const auto parsed = Parse(matrix + budget);
    return parsed ? std::string() : parsed.error().message + " | " + parsed.error().cure;
  };
  EXPECT_THAT(refused("[budget]\nusd = 1.0\n[budget.trial]\nusd = 2.0\n"), HasSubstr("a trial may take 2 usd"));
  EXPECT_THAT(refused("[budget]\ntokens = 1000\n"), HasSubstr("add tokens to [budget.trial]"));
  EXPECT_THAT(refused("[budget]\nusd = -1\n"), HasSubstr("not above 0"));
  EXPECT_THAT(refused("[budget.trial]\nattempts = 0\n"), HasSubstr("between 1 and 100"));
  EXPECT_EQ(refused("[budget]\ntokens = 5e9\nseconds = 60\n[budget.trial]\ntokens = 9000\nattempts = 3\n"), "");
}

TEST_F(MatrixTest, OnlyMoreMayBeAskedForUnderAName) {
  const auto before = Parse(kWhole);
  const auto extends = [&](const std::string& old, const std::string& text) {
    const auto now = Parse(With(old, text));
    EXPECT_TRUE(now) << now.error().ToString();
    const Status status = CheckExtends(*before, *now);
    return status ? std::string() : status.error().message;
  };
  EXPECT_EQ(extends("repeats = 3", "repeats = 30\nconcurrency = 2"), "");
  EXPECT_EQ(extends("[[model]]", "[[model]]\nname = \"local\"\n[[model]]"), "");
  EXPECT_EQ(extends("\"guided\"", "\"whole\", \"guided\""), "");
  EXPECT_EQ(extends("at_once = 4", "at_once = 8\ncontext_window = 32768"), "") << "what was cut can be tried again";
  EXPECT_THAT(extends("repeats = 3", "repeats = 2"), HasSubstr("fewer repeats"));
  EXPECT_THAT(extends("seed = 7", "seed = 8"), HasSubstr("seed"));
  EXPECT_THAT(extends("\"guided\", ", ""), HasSubstr("\"guided\" is gone"));
  EXPECT_THAT(extends("gpt-4o", "gpt-5"), HasSubstr("\"gpt\" is another"));
  EXPECT_THAT(extends("temperature = 0.2", "temperature = 0.3"), HasSubstr("\"cool\" is another"));
  EXPECT_THAT(extends("[[model]]", "[budget.trial]\nattempts = 3\n[[model]]"), HasSubstr("budget of a trial"));
}

TEST_F(MatrixTest, TrialsAreAllCellsOnceThenAgainAndKnowTheirPlace) {
  for (const char* repeat : {"1", "2", "3"}) {
    for (const char* application : {"fruit", "sine/"}) {
      for (const char* protocol : {"guided", "paper-SG2"}) {
        const std::string name = std::string(application) + "-" + protocol + "-" + repeat + ".jsonl";
        ASSERT_TRUE(WriteFile(folder_->path() / "replies" / name, ""));
      }
    }
  }
  const Matrix matrix = Loaded(*Parse(kWhole));
  const auto trials = TrialsOf(matrix, {"/out", "/answers", {}});
  ASSERT_TRUE(trials) << trials.error().ToString();
  ASSERT_EQ(trials->size(), 3u * 2 * 2 * 2 * 2 * 2);
  std::set<std::string> runs;
  for (std::size_t i = 0; i < trials->size(); ++i) {
    EXPECT_EQ((*trials)[i].record().repeat, 1 + static_cast<int>(i / 32));
    runs.insert((*trials)[i].record().run);
  }
  EXPECT_EQ(runs.size(), trials->size());
  const Trial& trial = (*trials)[7];
  EXPECT_EQ(trial.record().model, "replay:recorded");
  EXPECT_EQ(trial.record().variant, "terse");
  EXPECT_EQ(trial.record().sampling, "cool");
  EXPECT_EQ(trial.record().protocol, "guided");
  EXPECT_EQ(trial.request.replay, folder_->path() / "replies/fruit-guided-1.jsonl");
  EXPECT_FALSE(trial.request.report);

  std::set<std::string> of_shards;
  for (int i = 1; i <= 5; ++i) {
    const auto shard = TrialsOf(matrix, {"/elsewhere", "/answers", {i, 5}});
    ASSERT_TRUE(shard);
    for (const Trial& one : *shard) {
      EXPECT_TRUE(of_shards.insert(one.record().run).second) << "each trial is in one shard";
      EXPECT_EQ(one.request.trial->shard, std::to_string(i) + "/5");
    }
  }
  EXPECT_EQ(of_shards, runs) << "and is the same run wherever it is made";
  EXPECT_FALSE(TrialsOf(matrix, {"/out", "/answers", {1, 1000}}));
}

TEST_F(MatrixTest, AMatrixThatGrowsLeavesEveryTrialInItsShard) {
  Matrix matrix = Loaded(*Parse(kWhole));
  matrix.models.pop_back();
  matrix.repeats = 100;
  const auto shards = [&] {
    std::map<std::string, int> shard_of;
    for (int i = 1; i <= 8; ++i) {
      const auto trials = TrialsOf(matrix, {"/out", "/answers", {i, 8}});
      for (const Trial& one : *trials) shard_of[one.record().run] = i;
    }
    return shard_of;
  };
  const auto before = shards();
  std::map<int, int> sizes;
  for (const auto& [run, shard] : before) ++sizes[shard];
  for (const auto& [shard, size] : sizes) EXPECT_NEAR(size, 200, 60) << "of 1600, shard " << shard;
  MatrixModel more = matrix.models.front();
  more.name = "more";
  matrix.models.insert(matrix.models.begin(), more);
  matrix.repeats = 101;
  const auto after = shards();
  EXPECT_EQ(after.size(), 3232u);
  for (const auto& [run, shard] : before) EXPECT_EQ(after.at(run), shard);
}

TEST_F(MatrixTest, SeedsPairCellsAndTellRepeatsApart) {
  Matrix matrix = Loaded(*Parse(kWhole));
  matrix.models.pop_back();
  matrix.repeats = 50;
  const auto trials = TrialsOf(matrix, {"/out", "/answers", {}});
  ASSERT_TRUE(trials);
  std::map<std::pair<std::string, int>, std::set<int>> seeds;
  std::set<int> all;
  for (const Trial& trial : *trials) {
    seeds[{trial.record().application, trial.record().repeat}].insert(trial.request.seed);
    all.insert(trial.request.seed);
    EXPECT_GE(trial.request.seed, 0);
    EXPECT_LE(trial.request.seed, 2'000'000);
  }
  EXPECT_EQ(seeds.size(), 100u);
  for (const auto& [key, same] : seeds) EXPECT_EQ(same.size(), 1u);
  EXPECT_EQ(all.size(), 100u);
  matrix.seed = 8;
  EXPECT_NE(TrialsOf(matrix, {"/out", "/answers", {}})->front().request.seed, trials->front().request.seed);
}

TEST_F(MatrixTest, ARecordingThatIsMissingIsNamedWithItsTrial) {
  const auto trials = TrialsOf(Loaded(*Parse(kWhole)), {"/out", "/answers", {}});
  ASSERT_FALSE(trials);
  EXPECT_THAT(trials.error().message, HasSubstr("fruit-guided-1.jsonl"));
  EXPECT_EQ(trials.error().file, file().string());
}

TEST_F(MatrixTest, ARecordingThatIsNotInOrderIsNamedBeforeAnythingRuns) {
  ASSERT_TRUE(WriteFile(folder_->path() / "replies.jsonl", "\n{\"stage\": \"sg\"}\n"));
  const auto trials = TrialsOf(Loaded(*Parse(With("\"replies\"", "\"replies.jsonl\""))), {"/out", "/answers", {}});
  ASSERT_FALSE(trials);
  EXPECT_EQ(trials.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(trials.error().file, (folder_->path() / "replies.jsonl").string());
  EXPECT_EQ(trials.error().line, 2);
}

TEST(Recordings, BracesOfAFolderAreNoPlaceholders) {
  const auto folder = TemporaryFolder::Create("recordings");
  const fs::path odd = folder->path() / "{proj}" / "{";
  ASSERT_TRUE(WriteFile(odd / "replies" / "x", ""));
  const std::map<std::string, std::string> values = {
      {"application", "fruit"}, {"protocol", "paper:SG2"}, {"variant", ""}, {"sampling", ""}, {"repeat", "2"}};
  const auto all = RecordingPattern(odd, "replies");
  ASSERT_TRUE(all) << all.error().ToString();
  EXPECT_EQ(RecordingOf(*all, values), odd / "replies/fruit-paper-SG2-2.jsonl");
  const auto own = RecordingPattern(odd, "{variant}/{repeat}.jsonl");
  ASSERT_TRUE(own) << own.error().ToString();
  EXPECT_EQ(RecordingOf(*own, values), odd / "standard/2.jsonl");
  EXPECT_FALSE(RecordingPattern(odd, "{proj}.jsonl"));
  EXPECT_FALSE(RecordingPattern(odd, "{repeat"));
}

TEST(Shards, AreReadOrRefused) {
  EXPECT_EQ(ParseShard("3/8")->index, 3);
  EXPECT_EQ(ParseShard("8/8")->count, 8);
  for (const char* text : {"", "3", "0/8", "9/8", "3/8x", "-1/8", "a/b", "3//8"})
    EXPECT_FALSE(ParseShard(text)) << text;
}

TEST_F(MatrixTest, ATrialGoesThroughALineAndComesBackTheSame) {
  Matrix matrix = Loaded(*Parse(kWhole));
  matrix.models.pop_back();
  matrix.trial = {9000, 1.5, 60, 3};
  matrix.models[0].asks.writes_functions = true;
  const auto trials = TrialsOf(matrix, {"/out", "/answers", {2, 5}});
  for (const Trial& trial : *trials) {
    RunRequest request = trial.request;
    request.resume = trial.record().run;
    const std::string line = ToLine(request);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto back = RequestFrom(line);
    ASSERT_TRUE(back) << back.error().ToString();
    EXPECT_EQ(ToLine(*back), line);
    EXPECT_EQ(back->trial->record.run, request.trial->record.run);
    EXPECT_EQ(back->limits.usd, 1.5);
    EXPECT_EQ(back->trial->temperature, request.trial->temperature);
    EXPECT_EQ(back->trial->asks.writes_functions, std::optional<bool>(true));
  }
  EXPECT_FALSE(RequestFrom("{}"));
  EXPECT_FALSE(RequestFrom("no json"));
  TrialOutcome outcome;
  outcome.verdict = "reject";
  outcome.tokens = 120;
  outcome.error = Fail(BadInput("no", "do").At("file", 3));
  const auto back = OutcomeFrom(ToLine(outcome));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->verdict, "reject");
  EXPECT_EQ(back->tokens, 120);
  ASSERT_FALSE(back->error);
  EXPECT_EQ(back->error.error().ToString(), outcome.error.error().ToString());
}

Matrix WithBudget(const BudgetLimits& trial, const WholeBudget& whole) {
  Matrix matrix;
  matrix.trial = trial;
  matrix.whole = whole;
  return matrix;
}

TEST(LedgerTest, NoTrialBeginsThatTheWholeCannotPay) {
  Ledger ledger(WithBudget({1000, 0, 0, 5}, {2500, 0, 0}), {}, 1);
  EXPECT_TRUE(ledger.CanBegin(0));
  ledger.Begin();
  EXPECT_TRUE(ledger.CanBegin(0));
  ledger.Begin();
  EXPECT_FALSE(ledger.CanBegin(0)) << "the third might take what is not there";
  ledger.End({100, 0});
  EXPECT_TRUE(ledger.CanBegin(0)) << "the first took less than it might have";
  ledger.End({1000, 0});
  ledger.Spent({500, 0});
  EXPECT_FALSE(ledger.CanBegin(0));
}

TEST(LedgerTest, AShardHasItsPartOfWhatIsLeftAndTimeRunsOut) {
  const Matrix money = WithBudget({0, 1.0, 0, 5}, {0, 9.0, 0});
  EXPECT_TRUE(Ledger(money, {0, 3.0}, 6).CanBegin(0));
  EXPECT_FALSE(Ledger(money, {0, 3.1}, 6).CanBegin(0)) << "others have spent it";
  EXPECT_FALSE(Ledger(money, {}, 10).CanBegin(0));
  EXPECT_FALSE(Ledger(money, {0, 100.0}, 1).CanBegin(0));
  const Matrix timed = WithBudget({0, 0, 10, 5}, {0, 0, 60});
  EXPECT_TRUE(Ledger(timed, {}, 1).CanBegin(50));
  EXPECT_FALSE(Ledger(timed, {}, 1).CanBegin(51));
  EXPECT_TRUE(Ledger(Matrix(), {}, 1).CanBegin(1e9));

  EXPECT_TRUE(CheckParts(money, 9));
  const Status refused = CheckParts(money, 10);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().cure, HasSubstr("ask for 9 shards at most"));
}

TEST_F(MatrixTest, WhatIsDoneElsewhereGoesThroughAFile) {
  Elsewhere elsewhere;
  elsewhere.runs = {"study-1", "study-2"};
  elsewhere.spent = {1200, 0.5};
  elsewhere.before["study-3"] = {100, 0.25};
  elsewhere.parts = 3;
  const fs::path path = folder_->path() / "elsewhere.json";
  ASSERT_TRUE(WriteElsewhere(path, elsewhere));
  const auto back = ReadElsewhere(path);
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(back->runs, elsewhere.runs);
  EXPECT_EQ(back->spent.tokens, 1200);
  EXPECT_EQ(back->before.at("study-3").usd, 0.25);
  EXPECT_EQ(back->parts, 3);
  ASSERT_TRUE(WriteFile(path, "{}"));
  EXPECT_EQ(ReadElsewhere(path).error().kind, ErrorKind::kInfrastructure);
}

}  // namespace
}  // namespace autopilot
