#include "journal/stage_detail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace autopilot {
namespace {

using testing::ElementsAre;

TEST(StageDetail, RoundTrips) {
  StageDetail detail;
  detail.artifacts = {"/out/fruit/fruit.ino"};
  detail.reference_pieces = {"report"};
  detail.repaired_pieces = {"features"};
  detail.model_share = 0.4;
  detail.decisions = {{"outliers", "facts", "none", "no row is far off", 0}};
  detail.measures = {{"rows", 256}};
  detail.verdict.emplace();
  detail.verdict->gates = {{"lint", VerdictKind::kPass, 0.5}};
  detail.chart = {{"Apple", "Banana"}, {"Red"}, {{0, 1, 300, {0.5}, {std::nan("")}, 1.25}, {1, -1, 60, {0.25}, {}, 0}}};
  detail.source_file = "fruit.ino";
  detail.source_text = "void setup() {}\n";

  const auto read = ParseStageDetail(ToText(detail));
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->artifacts, detail.artifacts);
  EXPECT_EQ(read->reference_pieces, detail.reference_pieces);
  EXPECT_EQ(read->repaired_pieces, detail.repaired_pieces);
  EXPECT_EQ(read->model_share, 0.4);
  ASSERT_EQ(read->decisions.size(), 1u);
  EXPECT_EQ(read->decisions[0].step, "outliers");
  EXPECT_EQ(read->decisions[0].decided_by, "facts");
  EXPECT_EQ(read->decisions[0].choice, "none");
  EXPECT_EQ(read->decisions[0].reason, "no row is far off");
  EXPECT_EQ(read->measures, detail.measures);
  ASSERT_TRUE(read->verdict);
  EXPECT_EQ(read->verdict->gates[0].gate, "lint");
  EXPECT_THAT(read->chart.labels, ElementsAre("Apple", "Banana"));
  ASSERT_EQ(read->chart.samples.size(), 2u);
  EXPECT_EQ(read->chart.samples[0].reported, 1);
  EXPECT_EQ(read->chart.samples[0].brightness, 300);
  EXPECT_EQ(read->chart.samples[0].seconds, 1.25);
  EXPECT_TRUE(std::isnan(read->chart.samples[0].tensor.at(0)));
  EXPECT_TRUE(read->chart.samples[1].tensor.empty());
  EXPECT_EQ(read->source_file, "fruit.ino");
  EXPECT_EQ(read->source_text, "void setup() {}\n");
}

TEST(StageDetail, ReadsLessAndRefusesOtherShapes) {
  const auto none = ParseStageDetail("");
  ASSERT_TRUE(none);
  EXPECT_LT(none->model_share, 0);
  EXPECT_FALSE(none->verdict);
  EXPECT_TRUE(ParseStageDetail("{}"));
  for (const char* text : {"[]", "{", R"({"artifacts":7})", R"({"decisions":[7]})", R"({"verdict":{"verdict":"x"}})"}) {
    const auto read = ParseStageDetail(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kBadInput);
  }
}

}  // namespace
}  // namespace autopilot
