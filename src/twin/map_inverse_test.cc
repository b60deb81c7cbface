#include "twin/map_inverse.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

/// A contract with a sensor of three channels and this map.
Contract WithMap(const std::string& type, const std::vector<std::string>& expressions) {
  Contract contract;
  SensorProfile sensor;
  sensor.id = "test";
  sensor.channels = {"a", "b", "c"};
  sensor.channel_type = type;
  sensor.full_scale = 4000;
  for (const std::string& expression : expressions) {
    contract.features.push_back({"f" + std::to_string(contract.features.size()), expression,
                                 Expression::Parse(expression, sensor.channels).value()});
  }
  contract.sensor = sensor;
  return contract;
}

TEST(MapInverse, TurnsLinearMapsExactly) {
  const Contract contract = WithMap("float", {"c*1000", "(a+4)/8"});
  const auto readings = MapInverse(contract).Solve({-640.5, 0.75}, 0);
  ASSERT_TRUE(readings.has_value());
  EXPECT_DOUBLE_EQ((*readings)[0], 2);
  EXPECT_TRUE(std::isnan((*readings)[1]));
  EXPECT_DOUBLE_EQ((*readings)[2], -0.6405);
}

TEST(MapInverse, WholeReadingsStayWhole) {
  const Contract contract = WithMap("int", {"a/32768"});
  const auto readings = MapInverse(contract).Solve({-0.0100001}, 0);
  ASSERT_TRUE(readings.has_value());
  EXPECT_EQ((*readings)[0], -328);
}

TEST(MapInverse, SearchesWhereTheMapIsNotLinear) {
  const Contract contract = WithMap("float", {"sqrt(a*a+b*b)", "a-b"});
  const auto readings = MapInverse(contract).Solve({5, 1}, 0);
  ASSERT_TRUE(readings.has_value());
  const auto features = contract.Features(*readings);
  ASSERT_OK(features);
  EXPECT_NEAR((*features)[0], 5, 0.02);
  EXPECT_NEAR((*features)[1], 1, 0.02);
}

TEST(MapInverse, BrightnessChoosesAmongRatios) {
  Contract contract = WithMap("int", {"a/(a+b+c)", "b/(a+b+c)", "c/(a+b+c)"});
  contract.sensor->brightness = {300};
  const auto readings = MapInverse(contract).Solve({0.5, 0.25, 0.25}, 300);
  ASSERT_TRUE(readings.has_value());
  EXPECT_NEAR((*readings)[0] + (*readings)[1] + (*readings)[2], 300, 15);
  EXPECT_NEAR((*readings)[0], 150, 8);
}

TEST(MapInverse, WhatNoReadingGivesIsRefused) {
  Contract light = WithMap("float", {"a/(a+b+c)", "b/(a+b+c)"});
  light.sensor->brightness = {300};
  EXPECT_FALSE(MapInverse(light).Solve({2, 2}, 0).has_value()) << "it would take negative light";
  EXPECT_FALSE(MapInverse(WithMap("float", {"a"})).Solve({5000}, 0).has_value()) << "beyond the full scale";
}

TEST(MapInverse, ToleranceGrowsWithTheData) {
  Contract contract = WithMap("float", {"a*1000", "b"});
  contract.data.facts = {{"f0", -2000, 2000, 0, 500, 0}, {"f1", 0, 1, 0.5, 0.2, 0}};
  EXPECT_DOUBLE_EQ(Tolerance(contract, 0), 10);
  EXPECT_DOUBLE_EQ(Tolerance(contract, 1), 0.02);
  contract.data.facts[0].deviation = 12;
  EXPECT_GT(Tolerance(contract, 0), 0.5) << "rounded to a whole number";
}

}  // namespace
}  // namespace autopilot
