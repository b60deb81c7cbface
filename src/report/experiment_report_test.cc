#include "report/experiment_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "report/charts.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

InstallPaths SourceTree(const std::filesystem::path& cache) {
  InstallPaths paths;
  paths.home = AUTOPILOT_SOURCE_DIR;
  paths.cache = cache;
  return paths;
}

json Tables(int runs) {
  json trials = json::array();
  for (int i = 0; i < runs; ++i) {
    trials.push_back({{"cell", i % 2}, {"repeat", 1 + i / 2}, {"run", "r" + std::to_string(i)}, {"verdict", "reject"}});
  }
  const auto group = [](const char* model) {
    return json{{"group",
                 {{"model", model},
                  {"protocol", "guided"},
                  {"variant", ""},
                  {"application", "fruit"},
                  {"sampling", ""},
                  {"stage", "sg"}}}};
  };
  return {{"experiment", "A & <b>"},
          {"started", "2025-01-31T12:00:00Z"},
          {"matrix", "</script><script>alert(1)</script>"},
          {"journal", "j.sqlite"},
          {"cells", {group("one"), group("</script>")}},
          {"trials", trials}};
}

class ExperimentReportTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::make_unique<TemporaryFolder>(std::move(*TemporaryFolder::Create("report-test")));
    journal_ = std::move(*Journal::Open(folder_->path() / "journal.sqlite", clock_));
    for (int i = 0; i < 4; ++i) WriteSampleRun(*journal_, "r" + std::to_string(i), i % 2 == 0);
  }
  std::string Render(const json& tables, const DrillLimits& limits = {}) {
    auto html = RenderExperimentReport(tables, *journal_, SourceTree(folder_->path()), limits);
    EXPECT_TRUE(html) << html.error().ToString();
    return html ? *html : "";
  }
  static int Count(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(ExperimentReportTest, HoldsEverythingAndLoadsNothing) {
  const std::string html = Render(Tables(4));
  EXPECT_EQ(html, Render(Tables(4))) << "the same journal, the same page";
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(html, HasSubstr("<h1>A &amp; &lt;b&gt;</h1>"));
  EXPECT_THAT(html, Not(HasSubstr(" src=")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_EQ(Count(html, "id=\"block-"), 2) << "one a cell";
  EXPECT_THAT(html, HasSubstr(R"({"r0":0,"r1":1,"r2":0,"r3":1})"));
  EXPECT_THAT(html, Not(HasSubstr("can be unfolded here")));
}

TEST_F(ExperimentReportTest, NothingThatWasRecordedCanRun) {
  const std::string html = Render(Tables(4));
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)")) << "the matrix, as text";
  EXPECT_THAT(html, HasSubstr(R"("model":"\u003c/script>")")) << "a name, in the data";
  EXPECT_EQ(Count(html, "<script"), 2 + 2 + 2) << "data, blocks, and the two with the word";
  EXPECT_EQ(Count(html, "<script"), Count(html, "</script>"));
}

TEST_F(ExperimentReportTest, WhatIsLeftOutIsSaid) {
  DrillLimits limits;
  limits.bytes = 1;
  const std::string html = Render(Tables(4), limits);
  EXPECT_THAT(html, HasSubstr("Of 4 runs 1 can be unfolded here"));
  limits.trials = 2;
  const std::string shorter = Render(Tables(4), limits);
  EXPECT_THAT(shorter, HasSubstr("2 trials more are in the tables above"));
  EXPECT_THAT(shorter, HasSubstr("\"run\":\"r1\""));
  EXPECT_THAT(shorter, Not(HasSubstr("\"run\":\"r2\""))) << "the first repeats stay";
}

TEST_F(ExperimentReportTest, ARunThatIsNotInTheJournalIsAnError) {
  EXPECT_FALSE(RenderExperimentReport(Tables(5), *journal_, SourceTree(folder_->path()), {}));
}

TEST_F(ExperimentReportTest, TheChartLibraryIsTheOneThatIsNamedOrNone) {
  const InstallPaths paths = SourceTree(folder_->path());
  EXPECT_EQ(*ReadChartLibrary(paths), "") << "not fetched";
  ASSERT_TRUE(WriteFile(paths.cache / "charts" / "echarts.min.js", "alert(1)"));
  const auto other = ReadChartLibrary(paths);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().cure, HasSubstr("tools/setup"));
}

TEST_F(ExperimentReportTest, ARunsDetailComparesEachAttemptWithTheOneBefore) {
  const RunData data = *LoadRunData(*journal_, "r1");
  DetailLimits limits;
  const json run = RunDetailWithAttempts(data, limits);
  EXPECT_EQ(run["verdict"], "reject");
  EXPECT_EQ(run["attempts_left_out"], 0);
  const json& second = run["attempts"][2];
  EXPECT_EQ(second["step"], "features");
  EXPECT_EQ(second["diff_to"], 1);
  EXPECT_THAT(second["diff"].get<std::string>(), HasSubstr("+void features() {}"));
  EXPECT_TRUE(run["attempts"][1]["diff_to"].is_null()) << "the first at its step";
  EXPECT_EQ(run["stages"][1]["chart"]["samples"].size(), 90u);
  limits = {100, 2, 10};
  const json cut = RunDetailWithAttempts(data, limits);
  EXPECT_EQ(cut["attempts"].size(), 2u);
  EXPECT_EQ(cut["attempts_left_out"], data.attempts.size() - 2);
  EXPECT_THAT(cut["attempts"][1]["reply"].get<std::string>(), HasSubstr("characters left out here]"));
  EXPECT_LE(cut["stages"][1]["chart"]["samples"].size(), 11u);
  EXPECT_GT(cut["stages"][1]["chart"]["samples_left_out"], 70);
}

}  // namespace
}  // namespace autopilot
