#include "gate/window_match.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace autopilot {
namespace {

constexpr double kStep = 0.04;

/// Two features, 119 readings a second: a wave with a little noise that no two readings share.
Track Movement(std::size_t readings) {
  Track track;
  for (std::size_t i = 0; i < readings; ++i) {
    const double time = static_cast<double>(i) / 119;
    const double noise = 2 * std::sin(12.9898 * static_cast<double>(i));
    track.seconds.push_back(time);
    track.features.push_back({500 * std::sin(6 * time) + noise, 300 * std::cos(4 * time) - noise});
  }
  return track;
}

const RowRule kRule = {{10, 10}, kStep};

TEST(WindowMatch, FindsTheReadingOfEveryRow) {
  const Track track = Movement(400);
  WindowRows rows;
  for (std::size_t i = 0; i < 40; ++i) rows.push_back(track.features[100 + 5 * i]);
  const WindowMatch match = AlignRows(rows, track, kRule);
  EXPECT_EQ(match.matched, 40u);
  for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(match.reading[i], 100 + 5 * i);
}

TEST(WindowMatch, EvenRowsAreFoundAmongEqualReadings) {
  Track track;
  for (std::size_t i = 0; i < 300; ++i) {
    track.seconds.push_back(static_cast<double>(i) / 16000);
    track.features.push_back({static_cast<double>(i * i % 7)});
  }
  const RowRule rule = {{0.02}, 1.0 / 16000};
  track.features[149] = {50};
  WindowRows rows(track.features.begin() + 120, track.features.begin() + 220);
  WindowMatch match = AlignEvenRows(rows, track, rule);
  EXPECT_EQ(match.matched, 100u);
  EXPECT_EQ(match.reading.front(), 120u);
  EXPECT_EQ(match.reading.back(), 219u);
  rows[50] = {6};
  EXPECT_EQ(AlignEvenRows(rows, track, rule).matched, 0u) << "one row is no reading";
  rows.clear();
  for (std::size_t i = 0; i < 60; ++i) rows.push_back(track.features[101 + 3 * i]);
  EXPECT_EQ(AlignEvenRows(rows, track, rule).reading[1], 104u) << "every third reading";
}

TEST(WindowMatch, ExactRowsAreFoundWithoutSearching) {
  const Track track = Movement(400);
  WindowRows rows;
  for (std::size_t i = 0; i < 40; ++i) rows.push_back(track.features[100 + 5 * i]);
  for (double& value : rows[3]) value = static_cast<float>(value);
  WindowMatch match = AlignExactRows(rows, track, kRule);
  EXPECT_EQ(match.matched, 40u);
  for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(match.reading[i], 100 + 5 * i);
  std::reverse(rows.begin(), rows.end());
  EXPECT_LT(AlignExactRows(rows, track, kRule).matched, 4u);
  std::reverse(rows.begin(), rows.end());
  rows[8] = rows[7];
  match = AlignExactRows(rows, track, kRule);
  EXPECT_EQ(match.reading[8], match.reading[7]) << "a repeated row is the same reading";
}

TEST(WindowMatch, RoundedRowsAreStillFoundInOrder) {
  const Track track = Movement(400);
  WindowRows rows;
  for (std::size_t i = 0; i < 40; ++i) {
    rows.push_back({std::trunc(track.features[100 + 5 * i][0]), std::trunc(track.features[100 + 5 * i][1])});
  }
  const WindowMatch match = AlignRows(rows, track, kRule);
  EXPECT_EQ(match.matched, 40u);
  EXPECT_TRUE(std::is_sorted(match.reading.begin(), match.reading.end()));
  EXPECT_NEAR(static_cast<double>(match.reading[20]), 200, 2);
}

TEST(WindowMatch, WhatStandsStillIsSpreadEvenly) {
  Track track = Movement(400);
  for (std::size_t i = 0; i < 400; ++i) track.features[i] = {0, 1000};
  const WindowRows rows(20, {0.4, 1000.2});
  const WindowMatch match = AlignRows(rows, track, kRule);
  EXPECT_EQ(match.matched, 20u);
  for (std::size_t i = 1; i < 20; ++i) {
    EXPECT_NEAR(track.seconds[match.reading[i]] - track.seconds[match.reading[i - 1]], kStep, 0.009) << i;
  }
}

TEST(WindowMatch, RowsThatAreNoReadingsAreLeftOut) {
  const Track track = Movement(200);
  WindowRows rows;
  for (std::size_t i = 0; i < 20; ++i)
    rows.push_back({track.features[5 * i][0] / 1000, track.features[5 * i][1] / 1000});
  rows[7] = track.features[35];
  const WindowMatch match = AlignRows(rows, track, kRule);
  EXPECT_EQ(match.reading[7], 35u);
  EXPECT_LT(match.share(), 0.5);
}

TEST(WindowMatch, WithoutReadingsNothingFits) {
  const WindowMatch match = AlignRows(WindowRows(3, {1, 2}), Track(), kRule);
  EXPECT_EQ(match.matched, 0u);
  EXPECT_EQ(match.reading.size(), 3u);
}

TEST(WindowMatch, NearestReadingsNeedNoOrder) {
  Track track = Movement(200);
  // The movement alone is nearly the same forwards and backwards.
  for (std::size_t i = 0; i < track.size(); ++i) track.features[i][1] += static_cast<double>(i);
  WindowRows rows;
  for (std::size_t i = 0; i < 30; ++i) rows.push_back(track.features[190 - 5 * i]);
  const WindowMatch match = NearestReadings(rows, track, kRule.tolerance);
  EXPECT_EQ(match.matched, 30u);
  EXPECT_EQ(match.reading[0], 190u);
  EXPECT_EQ(match.reading[29], 45u);
  EXPECT_LT(AlignRows(rows, track, kRule).share(), 0.5);
}

}  // namespace
}  // namespace autopilot
