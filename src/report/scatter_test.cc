#include "report/scatter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/chart_view.h"

namespace autopilot {
namespace {

double At(const nlohmann::json& view, const char* key) { return std::stod(view.at(key).get<std::string>()); }

TEST(Scatter, PlacesPointsInsideThePlotAndEqualOnesOnTheLine) {
  const auto view = ScatterView("k", "Red", {{0.2, 0.2, 0, "a"}, {0.4, 0.4, 1, "b"}, {0.3, 0.5, 2, "c"}}, 0.02);
  ASSERT_EQ(view["points"].size(), 3u);
  const double slope =
      (At(view["line"], "y2") - At(view["line"], "y1")) / (At(view["line"], "x2") - At(view["line"], "x1"));
  for (const auto& point : view["points"]) {
    EXPECT_GT(At(point, "x"), view["left"].get<double>());
    EXPECT_LT(At(point, "x"), view["right"].get<double>());
    EXPECT_GT(At(point, "y"), view["top"].get<double>());
    EXPECT_LT(At(point, "y"), view["bottom"].get<double>());
    const double on_line = At(view["line"], "y1") + slope * (At(point, "x") - At(view["line"], "x1"));
    EXPECT_EQ(point["wrong"].get<bool>(), std::abs(on_line - At(point, "y")) > 1) << point;
  }
  EXPECT_FALSE(view["all_within"].get<bool>());
  EXPECT_EQ(view["words"], "2 of 3 within ±0.02");
  EXPECT_GE(view["x_ticks"].size(), 3u);
}

TEST(Scatter, BearsOneValueHugeValuesAndNoNumbers) {
  for (const double got : {0.5, 1e12, -3.0, 65535.0}) {
    const auto view = ScatterView("k", "x", {{0.5, got, 0, ""}, {0.5, std::nan(""), 0, ""}}, 0.02);
    ASSERT_EQ(view["points"].size(), 1u);
    EXPECT_TRUE(std::isfinite(At(view["points"][0], "y")));
    EXPECT_LE(view["x_ticks"].size(), 12u);
  }
  const auto none = ScatterView("k", "x", {{std::nan(""), 1, 0, ""}}, 0.02);
  EXPECT_FALSE(none["has_points"].get<bool>());
}

TEST(TwinView, CountsReportsByClass) {
  ChartData chart;
  chart.labels = {"a", "b"};
  chart.features = {"f"};
  chart.samples = {
      {0, 0, 60, {1}, {1}, 0}, {0, 1, 60, {1}, {1}, 0}, {1, 1, 300, {1}, {1}, 0}, {1, -1, 300, {1}, {}, 0}};
  const auto view = TwinView(chart, 0.1);
  EXPECT_EQ(view["right"], "2");
  EXPECT_EQ(view["share"], "50 %");
  EXPECT_EQ(view["silent"], "1 object");
  const auto& rows = view["confusion"]["rows"];
  ASSERT_EQ(view["confusion"]["columns"].size(), 3u) << "a column for no report";
  EXPECT_EQ(rows[0]["cells"][0]["count"], "1");
  EXPECT_EQ(rows[0]["cells"][1]["kind"], "wrong");
  EXPECT_EQ(rows[1]["cells"][2]["count"], "1");
  EXPECT_EQ(view["levels"][1]["share"], "50 %");
}

TEST(TwinView, ManyInputsShareOnePlotAndManySamplesAreThinned) {
  ChartData chart;
  chart.labels = {"a"};
  for (int i = 0; i < 500; ++i) {
    chart.samples.push_back({0, 0, 0, std::vector<double>(384, 0.1 * i), std::vector<double>(384, 0.1 * i), 0});
  }
  const auto view = TwinView(chart, 0.1);
  ASSERT_EQ(view["scatters"].size(), 1u);
  EXPECT_EQ(view["scatters"][0]["title"], "all 384 inputs");
  EXPECT_LE(view["scatters"][0]["points"].size(), 1300u);
  EXPECT_GE(view["scatters"][0]["points"].size(), 600u);
  EXPECT_TRUE(TwinView(ChartData(), 0.1).is_null());
}

}  // namespace
}  // namespace autopilot
