#include "twin/spread_stimulus.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace autopilot {
namespace {

SensorProfile Colour() {
  SensorProfile sensor;
  sensor.channels = {"r", "g", "b", "c"};
  sensor.channel_type = "int";
  sensor.full_scale = 4100;
  sensor.brightness = {60, 300};
  return sensor;
}

TEST(SpreadStimuli, ShowsEveryHueAtEveryBrightness) {
  const auto stimuli = SpreadStimuli(Colour());
  std::set<std::vector<double>> unlike;
  std::set<double> sums;
  std::set<std::size_t> leaders;
  for (const Stimulus& stimulus : stimuli) {
    const std::vector<double> colours(stimulus.channels.begin(), stimulus.channels.begin() + 3);
    unlike.insert(colours);
    leaders.insert(static_cast<std::size_t>(std::max_element(colours.begin(), colours.end()) - colours.begin()));
    sums.insert(stimulus.brightness);
    EXPECT_NEAR(colours[0] + colours[1] + colours[2], stimulus.brightness, 2);
    EXPECT_TRUE(std::isnan(stimulus.channels[3])) << "the clear channel follows from the others";
    EXPECT_EQ(stimulus.label, -1);
    EXPECT_EQ(stimulus.row, -1);
  }
  EXPECT_EQ(unlike.size(), stimuli.size());
  EXPECT_EQ(sums, (std::set<double>{60, 300}));
  EXPECT_EQ(leaders.size(), 3u);
}

TEST(SpreadStimuli, NeverShowsMoreThanTheSensorSees) {
  SensorProfile sensor = Colour();
  sensor.brightness = {100000};
  for (const Stimulus& stimulus : SpreadStimuli(sensor)) {
    for (int channel = 0; channel < 3; ++channel) EXPECT_LE(stimulus.channels[static_cast<std::size_t>(channel)], 4100);
  }
}

TEST(SpreadStimuli, OtherSensorsRunThroughTheirRangeEachChannelOnItsOwn) {
  SensorProfile sensor;
  sensor.channels = {"ax", "ay", "az"};
  sensor.channel_type = "float";
  sensor.full_scale = 4;
  const auto stimuli = SpreadStimuli(sensor);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    std::set<double> values;
    for (const Stimulus& stimulus : stimuli) {
      values.insert(stimulus.channels[channel]);
      EXPECT_LE(std::abs(stimulus.channels[channel]), 4);
    }
    EXPECT_EQ(values.size(), stimuli.size());
    EXPECT_LT(*values.begin(), -3);
    EXPECT_GT(*values.rbegin(), 3);
  }
  for (const Stimulus& stimulus : stimuli) {
    EXPECT_NE(stimulus.channels[0], stimulus.channels[1]);
    EXPECT_NE(stimulus.channels[1], stimulus.channels[2]);
  }
}

TEST(SpreadRecordings, SwingAboutRestAndAreAllDifferent) {
  SensorProfile sensor;
  sensor.channels = {"ax", "ay", "az"};
  sensor.channel_type = "float";
  sensor.full_scale = 4;
  sensor.rest = {0, 0, 1};
  const auto recordings = SpreadRecordings(sensor, 25, 50);
  EXPECT_GE(recordings.size(), 3u);
  std::set<std::vector<double>> ends;
  for (const Recording& recording : recordings) {
    ASSERT_EQ(recording.channels.size(), 100u);
    EXPECT_EQ(recording.rate_hz, 25);
    EXPECT_EQ(recording.label, -1);
    ends.insert(recording.channels[37]);
    double mean = 0;
    for (const auto& readings : recording.channels) {
      mean += readings[2] / 100;
      for (const double reading : readings) EXPECT_LE(std::abs(reading), 4);
      EXPECT_NE(readings[0], readings[1]);
    }
    EXPECT_NEAR(mean, 1, 0.5) << "gravity is where it was";
  }
  EXPECT_EQ(ends.size(), recordings.size());
}

}  // namespace
}  // namespace autopilot
