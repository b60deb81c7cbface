#include "twin/trace.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autopilot {
namespace {

TEST(Trace, ReadsEveryKindOfEvent) {
  const auto trace = ParseTrace(
      "phase\t0\tsetup\n"
      "begin\t0.01\tAPDS9960\tWire1\tok\n"
      "allocate\t0.02\t0\t2000\tfine\n"
      "phase\t0.03\tloop\n"
      "stimulus\t0.1\t4\n"
      "read\t0.2\tAPDS9960\t40\t15\t5\t60\n"
      "invoke\t0.3\tin:0.5,0.25,0.25\tout:0.9,0.05,0.05\n"
      "away\t0.35\n"
      "serial\t0.4\tApple\\t\\\\o/\n"
      "debug\t0.5\tDidn't find op\n"
      "end\t9.5\tcompleted\tsetup=1\tturns=77\n");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->end, RunEnd::kCompleted);
  EXPECT_TRUE(trace->setup_returned);
  EXPECT_EQ(trace->loop_turns, 77u);
  EXPECT_DOUBLE_EQ(trace->virtual_seconds, 9.5);
  EXPECT_EQ(trace->debug_log, "Didn't find op\n");
  ASSERT_EQ(trace->events.size(), 10u);
  EXPECT_EQ(trace->events[1].text, "APDS9960 Wire1 ok");
  EXPECT_EQ(trace->events[2].values, (std::vector<double>{0, 2000}));
  EXPECT_EQ(trace->events[4].index, 4);
  EXPECT_EQ(trace->events[5].values, (std::vector<double>{40, 15, 5, 60}));
  EXPECT_EQ(trace->events[6].values, (std::vector<double>{0.5, 0.25, 0.25}));
  EXPECT_EQ(trace->events[6].output, (std::vector<double>{0.9, 0.05, 0.05}));
  EXPECT_EQ(trace->events[7].kind, EventKind::kStimulus);
  EXPECT_EQ(trace->events[7].index, -1);
  EXPECT_EQ(trace->events[8].text, "Apple\t\\o/");
}

TEST(Trace, AReadingSaysWhenItWasMeasuredAndWhichChannelsItHas) {
  const auto trace = ParseTrace("read\t0.5\tLSM9DS1\tnan\tnan\tnan\t1.5\t-2\t3\t@0.4932\n");
  ASSERT_TRUE(trace.has_value());
  const TraceEvent& event = trace->events.at(0);
  EXPECT_EQ(event.text, "LSM9DS1");
  EXPECT_DOUBLE_EQ(event.seconds, 0.5);
  EXPECT_DOUBLE_EQ(event.sampled, 0.4932);
  ASSERT_EQ(event.values.size(), 6u);
  EXPECT_TRUE(std::isnan(event.values[0]));
  EXPECT_EQ(event.values[4], -2);
}

TEST(Trace, ReadingsFetchedInOneGoAreAnEventEach) {
  const auto trace = ParseTrace("reads\t2.5\tPDM\t-3\t0\t7\t@2.484000\t+0.000062500\n");
  ASSERT_TRUE(trace.has_value());
  ASSERT_EQ(trace->events.size(), 3u);
  const TraceEvent& last = trace->events[2];
  EXPECT_EQ(last.kind, EventKind::kSensorRead);
  EXPECT_EQ(last.text, "PDM");
  EXPECT_EQ(last.values, std::vector<double>{7});
  EXPECT_DOUBLE_EQ(last.seconds, 2.5);
  EXPECT_DOUBLE_EQ(last.sampled, 2.484125);
}

TEST(Trace, ALargeTensorMayBeLeftOut) {
  const auto trace = ParseTrace("invoke\t1\tin:-\tout:0.5,-0.5\n");
  ASSERT_TRUE(trace.has_value());
  EXPECT_TRUE(trace->events.at(0).values.empty());
  EXPECT_EQ(trace->events.at(0).output, (std::vector<double>{0.5, -0.5}));
}

TEST(Trace, ARunThatDiesHasNoEndAndMayStopInTheMiddleOfALine) {
  const auto trace = ParseTrace("phase\t0\tsetup\nread\t0.2\tAPDS99");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->end, RunEnd::kExited);
  EXPECT_EQ(trace->events.size(), 1u);
  EXPECT_FALSE(trace->setup_returned);
}

TEST(Trace, HangBeforeSetupReturned) {
  const auto trace = ParseTrace("phase\t0\tsetup\nend\t3\thang\tsetup=0\tturns=0\n");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->end, RunEnd::kHang);
  EXPECT_FALSE(trace->setup_returned);
}

}  // namespace
}  // namespace autopilot
