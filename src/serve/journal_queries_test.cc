#include "serve/journal_queries.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using nlohmann::json;

class JournalQueriesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::make_unique<TemporaryFolder>(std::move(*TemporaryFolder::Create("queries-test")));
    file_ = folder_->path() / "journal.sqlite";
    journal_ = std::move(*Journal::Open(file_, clock_));
    WriteSampleRun(*journal_, "failed", false);
    WriteSampleRun(*journal_, "passed", true);
    WriteSampleRun(*journal_, "open", true, false);
    EXPECT_TRUE(journal_->PutExperiment({"study", "", ""}));
    RunRecord run;
    run.id = "trial";
    run.name = "fruit_100%";
    run.options = "no JSON";
    run.started = "2025-02-01T00:00:00Z";
    EXPECT_TRUE(journal_->BeginTrial(run, {"study", "qwen", "paper:SG1", "", "fruit", "", 3, "trial"}));
    const Verdict reject = SampleRejection();
    AddAttempt(*journal_, "trial", {"sg", "sketch", 1}, {"x", 1, 2, 0, 0.5, "stop", false, "local", "other"}, "int x;",
               &reject);
  }
  JournalQueries Queries() { return std::move(*JournalQueries::Open(file_)); }
  json Attempts(const AttemptFilter& filter) {
    auto answer = Queries().Attempts(filter);
    EXPECT_TRUE(answer) << answer.error().ToString();
    return answer ? *answer : json();
  }
  std::vector<std::string> Runs(const RunFilter& filter) {
    auto answer = Queries().Runs(filter);
    EXPECT_TRUE(answer) << answer.error().ToString();
    std::vector<std::string> ids;
    if (answer) {
      for (const json& run : (*answer)["runs"]) ids.push_back(run["id"]);
    }
    return ids;
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::filesystem::path file_;
  std::unique_ptr<Journal> journal_;
};

using Ids = std::vector<std::string>;

TEST_F(JournalQueriesTest, EveryPageOfAttemptsBeginsWhereTheOneBeforeEnded) {
  AttemptFilter filter;
  std::vector<int> all;
  filter.limit = 100;
  const json everything = Attempts(filter);
  for (const json& row : everything["attempts"]) all.push_back(row["id"]);
  ASSERT_GT(all.size(), 10u);
  EXPECT_TRUE(std::is_sorted(all.rbegin(), all.rend())) << "the newest first";
  filter.limit = 4;
  std::vector<int> paged;
  for (int page = 0; page < 20; ++page) {
    const json answer = Attempts(filter);
    EXPECT_LE(answer["attempts"].size(), 4u);
    for (const json& row : answer["attempts"]) paged.push_back(row["id"]);
    if (answer["next"].is_null()) break;
    filter.after = answer["next"];
  }
  EXPECT_EQ(paged, all);
  filter = {};
  filter.oldest_first = true;
  filter.run = "failed";
  EXPECT_EQ(Attempts(filter)["attempts"][0]["id"], all.back());
}

TEST_F(JournalQueriesTest, FiltersAttemptsByWhatIsKnownOfThem) {
  const auto count = [&](auto set) {
    AttemptFilter filter;
    set(filter);
    return Attempts(filter)["attempts"].size();
  };
  EXPECT_EQ(count([](AttemptFilter& f) { f.model = "other"; }), 1u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.experiment = "study"; }), 1u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.experiment = "none"; }), 0u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.verdict = "open"; }), 1u) << "the question of the run that was killed";
  EXPECT_EQ(count([](AttemptFilter& f) { f.cause = "input_scaling", f.run = "failed"; }), 2u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.category = "Data Preprocessing Error", f.stage = "dp"; }), 0u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.stage = "dp"; }), 3u);
  EXPECT_EQ(count([](AttemptFilter& f) { f.model = "' OR 1 --"; }), 0u);
}

TEST_F(JournalQueriesTest, ARowTellsWhyAndOfWhichRun) {
  AttemptFilter filter;
  filter.experiment = "study";
  const json row = Attempts(filter)["attempts"][0];
  EXPECT_EQ(row["name"], "fruit_100%");
  EXPECT_EQ(row["message"], ScalingFinding().message) << "not what lies behind, and no note";
  EXPECT_EQ(row["root_cause"], "input_scaling");
  EXPECT_EQ(row["asked"], true);
  EXPECT_EQ(row["completion_tokens"], 2);
}

TEST_F(JournalQueriesTest, FiltersRuns) {
  EXPECT_EQ(Runs({}).front(), "trial") << "the latest start";
  EXPECT_EQ(Runs({}).size(), 4u);
  const auto runs = [&](auto set) {
    RunFilter filter;
    set(filter);
    return Runs(filter);
  };
  EXPECT_EQ(runs([](RunFilter& f) { f.verdict = "pass"; }), Ids{"passed"});
  EXPECT_EQ(runs([](RunFilter& f) { f.verdict = "unfinished"; }), (Ids{"trial", "open"}));
  EXPECT_EQ(runs([](RunFilter& f) { f.text = "100%"; }), Ids{"trial"}) << "a percent sign is one";
  EXPECT_EQ(runs([](RunFilter& f) { f.text = "fruit%"; }), Ids{});
  EXPECT_EQ(runs([](RunFilter& f) { f.text = "pas"; }), Ids{"passed"}) << "the beginning of an id";
  EXPECT_EQ(runs([](RunFilter& f) { f.model = "qwen"; }), Ids{"trial"});
  EXPECT_EQ(runs([](RunFilter& f) { f.model = "local"; }).size(), 3u) << "as the options have it";
  EXPECT_EQ(runs([](RunFilter& f) { f.protocol = "paper:SG1", f.experiment = "study"; }), Ids{"trial"});
  EXPECT_EQ(runs([](RunFilter& f) { f.model = "local", f.experiment = "study"; }), Ids{}) << "runs of no experiment";
  EXPECT_EQ(runs([](RunFilter& f) { f.model = "qwen", f.protocol = "guided"; }), Ids{});
  EXPECT_EQ(runs([](RunFilter& f) { f.model = "qwen", f.verdict = "unfinished", f.text = "TRI"; }), Ids{"trial"});
  RunFilter page;
  page.limit = 1;
  Ids paged;
  for (int i = 0; i < 9; ++i) {
    const json answer = *Queries().Runs(page);
    paged.push_back(answer["runs"][0]["id"]);
    if (answer["next"].is_null()) break;
    page.after = answer["next"];
  }
  EXPECT_EQ(paged, Runs({}));
  page.after = "nonsense";
  EXPECT_FALSE(Queries().Runs(page));
}

TEST_F(JournalQueriesTest, ShowsWhatIsUnderWay) {
  const json way = *Queries().UnderWay();
  EXPECT_EQ(way["unfinished"], 2);
  EXPECT_EQ(way["runs"][0]["trial"]["repeat"], 3);
  EXPECT_EQ(way["runs"][1]["id"], "open");
  EXPECT_EQ(way["runs"][1]["last"]["step"], "report");
  EXPECT_EQ(way["runs"][1]["last"]["answered"], false);
}

TEST_F(JournalQueriesTest, CountsAndFacets) {
  const json facets = *Queries().Facets();
  EXPECT_EQ(facets["models"], (json{"other", "qwen2.5-coder-1.5b"}));
  EXPECT_EQ(facets["causes"], json{"input_scaling"});
  EXPECT_EQ(facets["categories"], json{SampleRejection().paper_category});
  EXPECT_EQ(facets["experiments"], json{"study"});
  const json counts = *Queries().Counts();
  EXPECT_EQ(counts["runs"], 4);
  AttemptFilter all;
  all.limit = 100;
  EXPECT_EQ(counts["attempts"], Attempts(all)["attempts"].size());
  EXPECT_EQ(counts["by_cause"][0]["cause"], "input_scaling");
  EXPECT_EQ((*Queries().Experiments())["experiments"][0]["unfinished"], 1);
}

TEST_F(JournalQueriesTest, NothingCanBeWritten) {
  auto database = Database::OpenForReading(file_, 100);
  ASSERT_TRUE(database);
  EXPECT_FALSE(database->Execute("DELETE FROM runs"));
  EXPECT_FALSE(JournalQueries::Open(folder_->path() / "none.sqlite"));
}

TEST_F(JournalQueriesTest, NoticesWhatOthersWrite) {
  JournalQueries queries = Queries();
  const auto before = queries.DataVersion();
  EXPECT_EQ(*queries.DataVersion(), *before);
  ASSERT_TRUE(journal_->EndRun("open", "pass"));
  EXPECT_NE(*queries.DataVersion(), *before);
}

}  // namespace
}  // namespace autopilot
