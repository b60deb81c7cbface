#include "core/clock.h"

#include <gtest/gtest.h>

#include <regex>

#include "testing/fake_clock.h"

namespace autopilot {
namespace {

TEST(ClockTest, TimestampIsUtcAndSecondsNeverGoBack) {
  const SystemClock clock;
  EXPECT_TRUE(std::regex_match(clock.Timestamp(), std::regex(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)")))
      << clock.Timestamp();
  const double before = clock.Seconds();
  EXPECT_GE(clock.Seconds(), before);
}

TEST(ClockTest, FakeSleepsAtOnce) {
  FakeClock clock;
  clock.Sleep(std::chrono::hours(1));
  clock.Advance(0.5);
  EXPECT_DOUBLE_EQ(clock.Seconds(), 3600.5);
  ASSERT_EQ(clock.sleeps().size(), 1u);
  EXPECT_EQ(clock.sleeps()[0], std::chrono::hours(1));
}

}  // namespace
}  // namespace autopilot
