#include "results/published_figures.h"

#include "results/experiment_bed_for_test.h"

namespace autopilot {
namespace {

std::filesystem::path Committed() { return std::filesystem::path(AUTOPILOT_SOURCE_DIR) / "docs" / "published"; }

class PublishedFiguresTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("published"));
    folder_ = std::move(folder);
    Write("names.toml",
          "[[model]]\nname = \"GPT-5\"\nnames = [\"GPT-5-2025\"]\n[[prompt]]\nname = \"\"\nprotocols = []\n");
  }
  void Write(const std::string& name, const std::string& text) { ASSERT_OK(WriteFile(folder_->path() / name, text)); }
  /// A table of one figure.
  void WriteFigure(const std::string& figure) {
    Write("a.toml", "[[table]]\ntitle = \"T\"\nsource = \"S\"\nruns = 30\n[[table.figure]]\n" + figure);
  }
  testing::AssertionResult IsRefused(const std::string& part) {
    return FailsWith(LoadPublishedFigures(folder_->path()), ErrorKind::kBadInput, part);
  }
  std::optional<TemporaryFolder> folder_;
};

TEST_F(PublishedFiguresTest, TheCommittedOnesAreRead) {
  ASSERT_OK_AND_ASSIGN(figures, LoadPublishedFigures(Committed()));
  EXPECT_EQ(figures.figures.size(), 7 * 3 + 3 + 3 + 6 * 2u);
  EXPECT_EQ(figures.costs.size(), 3u);
  ASSERT_EQ(figures.profiles.size(), 4u);
  EXPECT_EQ(figures.profiles[0].batch, "gpt4o_7677");
  EXPECT_EQ(figures.profiles[0].entries.size(), 6u);
  EXPECT_TRUE(figures.IsModel("GPT-5", "openai/gpt-5-2025-08-07"));
  EXPECT_TRUE(figures.IsModel("Phi-4", "phi4:latest"));
  EXPECT_FALSE(figures.IsModel("GPT-4o", "openai/gpt-4o-mini"));
  EXPECT_TRUE(figures.IsAskedAs("L1", "recorded:L1"));
  EXPECT_FALSE(figures.IsAskedAs("L1", "recorded:L1-P"));
  for (const auto& figure : figures.figures) {
    if (figure.model != "GPT-4o" || figure.stage != "sg") continue;
    EXPECT_EQ(figure.passed, 11);
  }
}

TEST_F(PublishedFiguresTest, WhatIsWrongIsSaidWithItsPlace) {
  WriteFigure("model = \"GPT-6\"\npercent = { sg = 10.0 }\n");
  EXPECT_TRUE(IsRefused("a.toml:6: "));
  EXPECT_TRUE(IsRefused("did you mean \"GPT-5\"?"));
  WriteFigure("model = \"GPT-5\"\npercent = { sg = 36.6 }\n");
  EXPECT_TRUE(IsRefused("no number of 30 runs is 36.6 %"));
  WriteFigure("model = \"GPT-5\"\npercent = { sg = 120.0 }\n");
  EXPECT_TRUE(IsRefused("no share"));
  WriteFigure("model = \"GPT-5\"\npercent = { gs = 10.0 }\n");
  EXPECT_TRUE(IsRefused("sg"));
  WriteFigure("model = \"GPT-5\"\nprompt = \"SG9\"\npercent = { sg = 10.0 }\n");
  EXPECT_TRUE(IsRefused("\"SG9\" has no line in names.toml"));
  WriteFigure("model = \"GPT-5\"\n");
  EXPECT_TRUE(IsRefused("percent"));
}

TEST_F(PublishedFiguresTest, AFolderWithoutNamesIsRefused) {
  ASSERT_TRUE(std::filesystem::remove(folder_->path() / "names.toml"));
  EXPECT_TRUE(IsRefused("names.toml"));
}

TEST_F(ExperimentTest, PublishedFiguresStandBesideOurs) {
  for (int repeat = 1; repeat <= 4; ++repeat) {
    const std::string run = Trial("openai/gpt-4o", "paper:SG1", repeat);
    Attempt(run, "sg", 1, VerdictKind::kReject, "x", "Code Generation Failure");
    Stage(run, "sg", "reject", repeat == 1 ? R"({"paper_accepted":true})" : R"({"paper_accepted":false})");
  }
  const std::string other_prompts = Trial("openai/gpt-4o", "paper:SG1", 1, "fruit", "terse");
  Attempt(other_prompts, "sg", 1, VerdictKind::kReject, "x", "Code Generation Failure");
  Stage(other_prompts, "sg", "reject", R"({"paper_accepted":true})");
  ExperimentQuery query;
  query.published = Committed();
  const ExperimentTables tables = Read(query);
  int compared = 0;
  for (const PublishedRow& row : tables.published) {
    if (row.ours.counted == 0) continue;
    ++compared;
    EXPECT_EQ(row.model, "GPT-4o");
    EXPECT_EQ(row.stage, "sg");
    EXPECT_EQ(row.from, "runs");
    EXPECT_EQ(row.ours.passed, 1);
    EXPECT_EQ(row.passed, 11);
    EXPECT_GT(*row.p, 0.5);
    EXPECT_FALSE(row.part_possible) << "own runs are no part of the study's";
  }
  EXPECT_EQ(compared, 1);
  EXPECT_EQ(tables.published_costs[2].ours_runs, 4);
  EXPECT_DOUBLE_EQ(tables.published_costs[2].ours_tokens, 200);
  EXPECT_EQ(tables.published_profiles[0].categories[0].category, "Code Generation Failure");
  EXPECT_EQ(tables.published_profiles[0].categories[0].ours, 4);
  EXPECT_FALSE(tables.published_profiles[1].categories[0].ours);
}

}  // namespace
}  // namespace autopilot
