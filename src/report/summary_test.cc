#include "report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SummaryTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("summary-test");
    ASSERT_TRUE(folder) << folder.error().ToString();
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    auto journal = Journal::Open(folder_->path() / "journal.sqlite", clock_);
    ASSERT_TRUE(journal) << journal.error().ToString();
    journal_ = std::move(*journal);
  }
  std::string Summary(const std::string& run, bool colour = false) {
    const auto text = RunSummary(*journal_, run, {"/w/journal.sqlite", "/out/report.html"}, {colour, 100});
    EXPECT_TRUE(text) << text.error().ToString();
    return text ? *text : "";
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(SummaryTest, FitsOneScreenAndSaysWhatMatters) {
  WriteSampleRun(*journal_, "r1", true);
  const std::string text = Summary("last");
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 24);
  EXPECT_THAT(text, HasSubstr("pass  Fruit <classifier>  run r1"));
  EXPECT_THAT(text, HasSubstr("  sg     pass         4      2,624  323   33 s  model 2, repair 1\n"));
  EXPECT_THAT(text, HasSubstr("  total               5      3,036  341   38 s\n"));
  EXPECT_THAT(text, HasSubstr("The model wrote 42 %"));
  EXPECT_THAT(text, HasSubstr("Repaired by the tool: sensor_begin."));
  EXPECT_THAT(text, HasSubstr("90 of 90 shown objects reported right"));
  EXPECT_THAT(text, HasSubstr("/out/r1/sg/fruit/fruit.ino"));
  EXPECT_THAT(text, HasSubstr("/out/report.html"));
  EXPECT_THAT(text, HasSubstr("/w/journal.sqlite"));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(Summary("last", true), HasSubstr("\033[32m"));
}

TEST_F(SummaryTest, AFailureNamesFaultAndCure) {
  WriteSampleRun(*journal_, "r2", false);
  const std::string text = Summary("r2");
  EXPECT_THAT(text, HasSubstr("error  the input tensor's values are not those the model was trained on"));
  EXPECT_THAT(text, HasSubstr("next: divide each channel by the sum of the three"));
}

TEST_F(SummaryTest, ManyFilesOfAStageAreNamedByTheirFolder) {
  RunRecord run;
  run.id = "many";
  ASSERT_TRUE(journal_->BeginRun(run));
  StageDetail detail;
  for (const char* name : {"clean", "encode", "train", "test"}) {
    detail.artifacts.push_back("/out/many/dp/" + std::string(name) + ".csv");
  }
  detail.reference_pieces = {"split"};
  ASSERT_TRUE(journal_->PutStage({"many", "dp", "pass", 0, 0, 0, 0, 0, ToText(detail)}));
  const std::string text = Summary("many");
  EXPECT_THAT(text, HasSubstr("dp       4 files in /out/many/dp\n"));
  EXPECT_THAT(text, Not(HasSubstr("clean.csv")));
  EXPECT_THAT(text, HasSubstr("dp: by the reference generator, not by a model: split."));
}

TEST_F(SummaryTest, AnInterruptedRunSaysHowToGoOn) {
  WriteSampleRun(*journal_, "r3", true, /*ended=*/false);
  const std::string text = Summary("r3");
  EXPECT_THAT(text, HasSubstr("unfinished"));
  EXPECT_THAT(text, HasSubstr("autopilot run --resume r3"));
  EXPECT_THAT(text, HasSubstr("sg     unfinished      4"));
}

TEST_F(SummaryTest, JsonHasTheDocumentedKeys) {
  WriteSampleRun(*journal_, "r1", true);
  const auto json = RunJson(*journal_, "r1", {"/w/journal.sqlite", "/out/report.html"});
  ASSERT_TRUE(json) << json.error().ToString();
  EXPECT_EQ((*json)["verdict"], "pass");
  EXPECT_EQ((*json)["journal"], "/w/journal.sqlite");
  EXPECT_EQ((*json)["report"], "/out/report.html");
  ASSERT_EQ((*json)["stages"].size(), 2u);
  const nlohmann::json& stage = (*json)["stages"][1];
  EXPECT_EQ(stage["stage"], "sg");
  EXPECT_EQ(stage["verdict"], "pass");
  EXPECT_EQ(stage["attempts"], 4);
  EXPECT_EQ(stage["prompt_tokens"], 2624);
  EXPECT_EQ(stage["completion_tokens"], 323);
  EXPECT_EQ(stage["usd"], 0.0);
  EXPECT_EQ(stage["seconds"], 32.7);
  EXPECT_THAT(stage["artifacts"].get<std::vector<std::string>>(),
              ElementsAre("/out/r1/sg/fruit/fruit.ino", "/out/r1/sg/fruit/model.h"));
  EXPECT_THAT(stage["reference_pieces"].get<std::vector<std::string>>(), ElementsAre());
  EXPECT_THAT(stage["repaired_pieces"].get<std::vector<std::string>>(), ElementsAre("sensor_begin"));
  EXPECT_EQ(stage["model_share"], 0.42);
  EXPECT_TRUE((*json)["stages"][0]["model_share"].is_null());
}

TEST_F(SummaryTest, UnknownRunsAndUnreadableDetailsAreErrors) {
  EXPECT_EQ(RunJson(*journal_, "no", {}).error().kind, ErrorKind::kBadInput);
  RunRecord run;
  run.id = "odd";
  ASSERT_TRUE(journal_->BeginRun(run));
  ASSERT_TRUE(journal_->PutStage({"odd", "sg", "pass", 0, 0, 0, 0, 0, "not json"}));
  const auto text = RunSummary(*journal_, "odd", {}, {});
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().message, HasSubstr("stage sg"));
}

}  // namespace
}  // namespace autopilot
