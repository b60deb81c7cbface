#include "results/read_experiment.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "journal/sqlite.h"
#include "results/experiment_bed_for_test.h"
#include "results/trial_set.h"

namespace autopilot {
namespace {

using testing::ElementsAre;

constexpr const char* kBuilds = R"({"verdict":{"builds":true}})";
constexpr const char* kAccepted = R"({"paper_accepted":true})";
constexpr const char* kRefused = R"({"paper_accepted":false,"verdict":{"builds":true}})";

TEST_F(ExperimentTest, CountsByBothRulesAndSaysWhatIsNotCounted) {
  Stage(Trial("small", "guided", 1), "sg", "pass", kBuilds);
  Stage(Trial("small", "guided", 2), "sg", "reject", kBuilds);
  Stage(Trial("small", "guided", 3), "sg", "reject");
  Stage(Trial("small", "guided", 4), "sg", "budget");
  Stage(Trial("small", "guided", 5), "sg", "pass", R"({"reference_pieces":["report"],"verdict":{"builds":true}})");
  Stage(Trial("small", "guided", 6), "sg", "infrastructure");
  Stage(Trial("small", "guided", 7), "sg", "inconclusive", kBuilds);
  Trial("small", "guided", 8);

  const ExperimentTables tables = Read();
  EXPECT_EQ(tables.experiment, "study");
  EXPECT_EQ(tables.runs, 8);
  ASSERT_EQ(tables.cells.size(), 1u);
  const SuccessRow& row = tables.cells[0];
  EXPECT_EQ(row.trials, 8);
  EXPECT_EQ(row.ours.counted, 5);
  EXPECT_EQ(row.ours.passed, 1) << "what the tool completed is no success of the model";
  EXPECT_EQ(row.paper.counted, 5) << "a sketch counts as the compiler says; none is none";
  EXPECT_EQ(row.paper.passed, 3);
  EXPECT_EQ(row.silent.counted, 3);
  EXPECT_EQ(row.silent.passed, 1) << "but it works";
  EXPECT_EQ(row.infrastructure, 1);
  EXPECT_EQ(row.inconclusive, 1);
  EXPECT_EQ(row.unfinished, 1);
  EXPECT_NEAR(row.ours.low, 0.036, 0.001);
}

TEST_F(ExperimentTest, TheStudysProtocolSaysItselfWhatItAccepts) {
  Stage(Trial("small", "paper:SG1", 1), "mc", "reject", kAccepted);
  Stage(Trial("small", "paper:SG1", 2), "mc", "reject", kRefused);
  Stage(Trial("small", "guided", 1), "mc", "pass");
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.cells.size(), 2u);
  EXPECT_EQ(tables.cells[0].group.protocol, "guided");
  EXPECT_EQ(tables.cells[0].paper.counted, 0) << "a conversion of ours is none that the study would run";
  EXPECT_EQ(tables.cells[1].paper.counted, 2);
  EXPECT_EQ(tables.cells[1].paper.passed, 1);
  EXPECT_EQ(tables.cells[1].silent.passed, 1);
}

TEST_F(ExperimentTest, AttemptsUsedUpAreAFailureOfTheStudysProtocolAtEveryStage) {
  Stage(Trial("small", "paper:SG2", 1), "mc", "budget");
  Stage(Trial("small", "guided", 1), "mc", "budget");
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.cells.size(), 2u);
  EXPECT_EQ(tables.cells[0].paper.counted, 0) << "the study ran no such scripts: " << tables.cells[0].group.protocol;
  EXPECT_EQ(tables.cells[1].paper.counted, 1);
  EXPECT_EQ(tables.cells[1].paper.passed, 0);
}

TEST_F(ExperimentTest, WhatTheJudgeCouldNotDecideIsInNoTableOfCostsAndOnceInTheNotes) {
  const std::string run = Trial("small", "guided", 1);
  Stage(run, "mc", "pass");
  Stage(run, "sg", "inconclusive", kBuilds);
  const ExperimentTables tables = Read();
  for (const CostRow& row : tables.costs) EXPECT_NE(row.group.stage, "sg") << row.outcome;
  EXPECT_THAT(tables.notes, testing::Contains(testing::HasSubstr("1 that the judge could not decide")));
}

TEST_F(ExperimentTest, StagesThatWereNotReachedAreNoTrialsButWholeRunsFail) {
  const std::string good = Trial("small", "guided", 1);
  Stage(good, "mc", "pass");
  Stage(good, "sg", "pass", kBuilds);
  Stage(Trial("small", "guided", 2), "mc", "reject");
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.cells.size(), 3u);
  EXPECT_THAT(tables.stages, ElementsAre("mc", "sg", "run"));
  EXPECT_EQ(tables.cells[0].ours.counted, 2);
  EXPECT_EQ(tables.cells[1].ours.counted, 1);
  EXPECT_EQ(tables.cells[2].group.stage, "run");
  EXPECT_EQ(tables.cells[2].ours.counted, 2);
  EXPECT_EQ(tables.cells[2].ours.passed, 1);
  EXPECT_EQ(tables.trials.back().completion_tokens, 100);
}

TEST_F(ExperimentTest, CurvesRiseWithTheAttemptsThatWereNeeded) {
  Stage(Trial("small", "guided", 1), "sg", "pass", kBuilds, 1);
  Stage(Trial("small", "guided", 2), "sg", "pass", kBuilds, 3);
  Stage(Trial("small", "guided", 3), "sg", "reject", "{}", 5);
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.curves.size(), 2u);
  const AttemptsCurve& curve = tables.curves[0];
  EXPECT_EQ(curve.rule, "ours");
  ASSERT_EQ(curve.points.size(), 3u);
  EXPECT_EQ(curve.points[0].attempts, 1);
  EXPECT_EQ(curve.points[0].solved.passed, 1);
  EXPECT_EQ(curve.points[1].attempts, 3);
  EXPECT_EQ(curve.points[1].solved.passed, 2);
  EXPECT_EQ(curve.points[2].attempts, 5);
  EXPECT_EQ(curve.points[2].solved.counted, 3);
}

TEST_F(ExperimentTest, CostsAreApartForWhatPassedAndWhatFailed) {
  for (int repeat = 1; repeat <= 5; ++repeat) {
    Stage(Trial("small", "guided", repeat), "sg", repeat < 4 ? "pass" : "reject", kBuilds, 1, 100 * repeat);
  }
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.costs.size(), 3u);
  EXPECT_EQ(tables.costs[0].outcome, "pass");
  EXPECT_DOUBLE_EQ(tables.costs[0].tokens.median, 400) << "prompt and completion";
  EXPECT_DOUBLE_EQ(tables.costs[0].completion_tokens.median, 200);
  EXPECT_EQ(tables.costs[1].outcome, "fail");
  EXPECT_EQ(tables.costs[1].seconds.count, 2);
  EXPECT_DOUBLE_EQ(tables.costs[1].seconds.minimum, 40);
  EXPECT_DOUBLE_EQ(tables.costs[2].usd.total, 1.5);
  EXPECT_LE(tables.costs[2].tokens.median_low, tables.costs[2].tokens.median);
  ASSERT_EQ(tables.frontier.size(), 1u);
  EXPECT_DOUBLE_EQ(*tables.frontier[0].usd_per_success, 0.5) << "failures are paid for too";
}

TEST_F(ExperimentTest, PairsAreOfTheSameApplicationAndRepeat) {
  for (int repeat = 1; repeat <= 10; ++repeat) {
    Stage(Trial("large", "guided", repeat), "sg", "pass", kBuilds, 1, 50);
    Stage(Trial("small", "guided", repeat), "sg", repeat <= 2 ? "pass" : "reject", kBuilds, 1, 100);
  }
  Stage(Trial("large", "guided", 11), "sg", "reject", kBuilds);
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.comparisons.size(), 2u);
  const Comparison& one = tables.comparisons[0];
  EXPECT_EQ(one.part, "model");
  EXPECT_EQ(one.rule, "ours");
  EXPECT_EQ(one.a.model, "large");
  EXPECT_TRUE(one.paired);
  EXPECT_EQ(one.share_a.counted, 10) << "the eleventh has no partner";
  EXPECT_EQ(one.only_a, 8);
  EXPECT_EQ(one.only_b, 0);
  EXPECT_NEAR(one.p, 2 * std::pow(0.5, 8), 1e-12);
  EXPECT_DOUBLE_EQ(one.p_holm, one.p) << "the only one of its family";
  EXPECT_TRUE(one.significant);
  EXPECT_DOUBLE_EQ(one.difference, 0.8);
  EXPECT_GT(one.difference_low, 0);
  EXPECT_LT(one.cliffs_delta_tokens, 0);
  EXPECT_TRUE(one.repeats_needed);
  EXPECT_FALSE(tables.comparisons[1].significant) << "all of them compile";
}

TEST_F(ExperimentTest, FailuresAreCountedByCategoryAndCause) {
  const std::string run = Trial("small", "guided", 1);
  Attempt(run, "sg", 1, VerdictKind::kReject, "missing_header", "Missing / Incorrect Libraries");
  Attempt(run, "sg", 2, VerdictKind::kReject, "missing_header", "Missing / Incorrect Libraries");
  Attempt(run, "sg", 3, VerdictKind::kReject, "input_scaling", "none");
  Attempt(run, "sg", 4, VerdictKind::kPass);
  Attempt(run, "sg", 5, VerdictKind::kReject, "input_scaling", "none", "reference");
  Attempt(run, "sg", 6, VerdictKind::kReject, "input_scaling", "none", "repair");
  Stage(run, "sg", "pass", kBuilds, 4);
  const std::string broken = Trial("small", "guided", 2);
  Attempt(broken, "sg", 1, VerdictKind::kReject, "input_scaling", "none");
  Stage(broken, "sg", "infrastructure");
  const ExperimentTables tables = Read();
  EXPECT_EQ(tables.attempts, 5) << "what the tool proposes asks no model";
  ASSERT_EQ(tables.errors.size(), 2u) << "by model, and by model and protocol";
  const ErrorProfile& profile = tables.errors[0];
  EXPECT_EQ(profile.group.protocol, kAny);
  EXPECT_EQ(profile.attempts, 4) << "trials that are not counted count here neither";
  EXPECT_EQ(profile.rejected, 3);
  ASSERT_EQ(profile.by_cause.size(), 2u);
  EXPECT_EQ(profile.by_cause[0].name, "missing_header");
  EXPECT_EQ(profile.by_cause[0].attempts, 2);
  EXPECT_EQ(profile.by_cause[0].trials, 1);
  EXPECT_EQ(profile.by_category[1].name, "none");
}

TEST_F(ExperimentTest, PromptsOfAFamilyAndVariantsAreArms) {
  for (int repeat = 1; repeat <= 4; ++repeat) {
    Stage(Trial("small", "paper:SG1", repeat), "sg", "pass", kAccepted);
    Stage(Trial("small", "paper:SG2", repeat), "sg", "reject", kAccepted);
    Stage(Trial("small", "guided", repeat), "sg", "pass", kBuilds);
    Stage(Trial("small", "guided", repeat, "fruit", "terse"), "sg", repeat == 1 ? "pass" : "reject", kBuilds);
  }
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.sensitivity.size(), 4u) << "prompts and variants, by two rules";
  EXPECT_EQ(tables.sensitivity[0].part, "prompt");
  EXPECT_EQ(tables.sensitivity[0].group.protocol, "paper");
  EXPECT_EQ(tables.sensitivity[0].best, "SG1");
  EXPECT_DOUBLE_EQ(tables.sensitivity[0].spread, 1);
  EXPECT_TRUE(tables.sensitivity[0].few);
  EXPECT_EQ(tables.sensitivity[1].part, "variant");
  EXPECT_EQ(tables.sensitivity[1].worst, "terse");
  EXPECT_DOUBLE_EQ(tables.sensitivity[1].spread, 0.75);
}

TEST_F(ExperimentTest, NothingBetterIsUnbeaten) {
  Stage(Trial("cheap", "guided", 1), "sg", "pass", kBuilds, 1, 10);
  Stage(Trial("cheap", "guided", 2), "sg", "reject", kBuilds, 1, 10);
  Stage(Trial("dear", "guided", 1), "sg", "pass", kBuilds, 1, 50);
  Stage(Trial("poor", "guided", 1), "sg", "pass", kBuilds, 1, 60);
  Stage(Trial("void", "guided", 1), "sg", "reject", kBuilds, 1, 1);
  const ExperimentTables tables = Read();
  ASSERT_EQ(tables.frontier.size(), 4u);
  EXPECT_TRUE(tables.frontier[0].best_tokens);
  EXPECT_TRUE(tables.frontier[1].best_tokens);
  EXPECT_FALSE(tables.frontier[2].best_tokens) << "as good for more";
  EXPECT_FALSE(tables.frontier[3].best_tokens) << "what never succeeds is no way";
}

TEST_F(ExperimentTest, RunsOfNoExperimentAreNamedByTheirOptions) {
  ASSERT_OK(journal_->BeginRun({"own", "/app.toml", "fruit",
                                R"({"protocol":"paper","paper_prompt":"sg2","paper_precise":true})",
                                R"({"provider":"local","model":"qwen"})", "", "", "", ""}));
  Stage("own", "sg", "reject", kAccepted);
  ASSERT_OK(journal_->BeginRun(
      {"theirs", "", "02.02_batch", R"({"imported":true,"model":"phi4:latest","prompt":"L1"})", "{}", "", "", "", ""}));
  Stage("theirs", "sg", "infrastructure");
  ExperimentQuery query;
  query.single_runs = true;
  const ExperimentTables tables = Read(query);
  EXPECT_EQ(tables.experiment, "");
  ASSERT_EQ(tables.cells.size(), 2u);
  EXPECT_EQ(tables.cells[0].group, (Group{"local/qwen", "paper:SG2-P", "", "fruit", "", "sg"}));
  EXPECT_EQ(tables.cells[1].group, (Group{"phi4:latest", "recorded:L1", "", "02.02_batch", "", "sg"}));
  EXPECT_EQ(tables.cells[1].paper.counted, 1) << "the study counted cut prompts as failures";
  EXPECT_EQ(tables.cells[1].ours.counted, 0);
}

TEST_F(ExperimentTest, TheSameJournalGivesTheSameReport) {
  for (int repeat = 1; repeat <= 20; ++repeat) {
    Stage(Trial("large", "guided", repeat), "sg", repeat % 3 == 0 ? "reject" : "pass", kBuilds, 1, 40 + 7 * repeat);
    Stage(Trial("small", "whole", repeat), "sg", repeat % 2 == 0 ? "reject" : "pass", kBuilds, 2, 90 + 5 * repeat);
  }
  EXPECT_EQ(ToJson(Read(), true).dump(), ToJson(Read(), true).dump());
}

TEST_F(ExperimentTest, AnUnknownExperimentIsToldFromThoseThatAreThere) {
  ExperimentQuery query;
  query.experiment = "stduy";
  EXPECT_TRUE(FailsWith(ReadExperiment(file_, query), ErrorKind::kBadInput, "did you mean \"study\"?"));
  ASSERT_OK(journal_->PutExperiment({"other", "", ""}));
  EXPECT_TRUE(FailsWith(ReadExperiment(file_, {}), ErrorKind::kBadInput, "several experiments: other, study"));
  EXPECT_TRUE(FailsWith(ReadExperiment(folder_->path() / "none.sqlite", {}), ErrorKind::kBadInput, "no such journal"));
}

TEST_F(ExperimentTest, AJournalWithoutTrialsHasEmptyTables) {
  const ExperimentTables tables = Read();
  EXPECT_EQ(tables.runs, 0);
  EXPECT_TRUE(tables.cells.empty());
  EXPECT_TRUE(tables.comparisons.empty());
}

TEST_F(ExperimentTest, WhatIsReadOfManyRunsStandsInIndexes) {
  auto database = Database::Open(file_, 1000);
  ASSERT_OK(database);
  for (const std::string_view sql : StatementsOverAllRuns()) {
    auto plan = database->Prepare("EXPLAIN QUERY PLAN " + std::string(sql));
    ASSERT_OK(plan);
    ASSERT_TRUE(*plan->Step());
    EXPECT_THAT(plan->Text(3), testing::HasSubstr("USING COVERING INDEX")) << sql;
    EXPECT_FALSE(*plan->Step()) << "nothing is sorted: " << sql;
  }
}

}  // namespace
}  // namespace autopilot
