#include "statistics/power.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(PowerTest, SmallDifferencesNeedMore) {
  EXPECT_GT(RepeatsNeeded(0.5, 0.6), RepeatsNeeded(0.5, 0.7));
  EXPECT_EQ(RepeatsNeeded(0.5, 0.6), RepeatsNeeded(0.6, 0.5));
  EXPECT_GT(RepeatsNeeded(0.5, 0.6, 0.01), RepeatsNeeded(0.5, 0.6, 0.05));
  EXPECT_EQ(RepeatsNeeded(0, 1), 2);
}

}  // namespace
}  // namespace autopilot
