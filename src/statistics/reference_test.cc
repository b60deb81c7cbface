// Every function beside scipy and statsmodels: tests/fixtures/statistics/make_reference.py wrote what they say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "statistics/power.h"
#include "statistics/share.h"
#include "statistics/significance.h"
#include "statistics/spread.h"

namespace autopilot {
namespace {

using nlohmann::json;
using Numbers = std::vector<double>;

class ReferenceTest : public testing::Test {
 protected:
  /// The cases of one function; there are some.
  static json Cases(const char* name) {
    std::ifstream file(std::string(AUTOPILOT_SOURCE_DIR) + "/tests/fixtures/statistics/reference.json");
    json all = json::parse(file, nullptr, false);
    EXPECT_TRUE(all.is_object() && all.contains(name) && !all[name].empty()) << name;
    return all.is_object() ? all.value(name, json::array()) : json::array();
  }

  static void ExpectInterval(const Interval& ours, const json& test, double tolerance = 1e-9) {
    EXPECT_NEAR(ours.low, test["interval"][0].get<double>(), tolerance) << test.dump();
    EXPECT_NEAR(ours.high, test["interval"][1].get<double>(), tolerance) << test.dump();
  }
};

TEST_F(ReferenceTest, Wilson) {
  for (const json& test : Cases("wilson")) {
    ExpectInterval(WilsonInterval(test["passed"], test["counted"], test["confidence"]), test);
  }
}

TEST_F(ReferenceTest, Newcombe) {
  for (const json& test : Cases("newcombe")) {
    const auto table = test["table"].get<std::vector<int>>();
    ExpectInterval(NewcombeInterval(table[0], table[1], table[2], table[3]), test);
  }
}

TEST_F(ReferenceTest, NewcombePaired) {
  for (const json& test : Cases("newcombe_paired")) {
    const auto pairs = test["pairs"].get<std::vector<int>>();
    ExpectInterval(NewcombePairedInterval({pairs[0], pairs[1], pairs[2], pairs[3]}), test);
  }
}

TEST_F(ReferenceTest, CohensH) {
  for (const json& test : Cases("cohens_h")) {
    EXPECT_NEAR(CohensH(test["a"], test["b"]), test["h"].get<double>(), 1e-12) << test.dump();
  }
}

TEST_F(ReferenceTest, McNemar) {
  for (const json& test : Cases("mcnemar")) {
    EXPECT_NEAR(McNemarExact(test["only_a"], test["only_b"]), test["p"].get<double>(), 1e-12) << test.dump();
  }
}

TEST_F(ReferenceTest, Fisher) {
  for (const json& test : Cases("fisher")) {
    const auto table = test["table"].get<std::vector<int>>();
    EXPECT_NEAR(FisherExact(table[0], table[1], table[2], table[3]), test["p"].get<double>(), 1e-9) << test.dump();
  }
}

TEST_F(ReferenceTest, ChiSquared) {
  for (const json& test : Cases("chi_squared")) {
    const ChiSquaredResult ours = ChiSquaredHomogeneity(test["passed"], test["counted"]);
    EXPECT_NEAR(ours.statistic, test["statistic"].get<double>(), 1e-9) << test.dump();
    EXPECT_EQ(ours.degrees, test["degrees"].get<int>()) << test.dump();
    EXPECT_NEAR(ours.p, test["p"].get<double>(), 1e-12) << test.dump();
    EXPECT_EQ(ours.few, test["few"].get<bool>()) << test.dump();
  }
}

TEST_F(ReferenceTest, HolmsCorrection) {
  for (const json& test : Cases("holm")) {
    EXPECT_THAT(Holm(test["p"]), testing::Pointwise(testing::DoubleNear(1e-12), test["corrected"].get<Numbers>()));
  }
}

TEST_F(ReferenceTest, Quantiles) {
  for (const json& test : Cases("quantile")) {
    EXPECT_NEAR(Quantile(test["values"], test["q"]), test["value"].get<double>(), 1e-9) << test.dump();
  }
}

TEST_F(ReferenceTest, CliffsDelta) {
  for (const json& test : Cases("cliffs_delta")) {
    EXPECT_NEAR(CliffsDelta(test["a"], test["b"]), test["delta"].get<double>(), 1e-12) << test.dump();
  }
}

TEST_F(ReferenceTest, MedianIntervalsAgreeButForChance) {
  MedianBootstrap bootstrap(20'000, 1);
  for (const json& test : Cases("median_interval")) {
    const auto values = test["values"].get<Numbers>();
    // Both are random; an end may fall on the neighbour of the value where the other's falls.
    const double step = 2.5 * (values.back() - values.front()) / static_cast<double>(values.size());
    ExpectInterval(bootstrap.IntervalOf(values, test["confidence"]), test, step);
  }
}

TEST_F(ReferenceTest, Repeats) {
  for (const json& test : Cases("repeats")) {
    EXPECT_EQ(RepeatsNeeded(test["a"], test["b"], 0.05, test["power"]), test["repeats"].get<long long>())
        << test.dump();
  }
}

}  // namespace
}  // namespace autopilot
