#include "protocol/check_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kLabels = {"circle", "line", "zigzag", "rest"};

CheckSummary Summarise(const std::vector<std::string>& given, const std::vector<std::string>& expect) {
  auto steps = ParseBehaviour({"a wish", given, expect, 1}, kLabels);
  EXPECT_TRUE(steps.has_value());
  return steps.has_value() ? SummaryOf(*steps) : CheckSummary{{"no check"}, false};
}

std::vector<std::string> Summary(const std::vector<std::string>& given, const std::vector<std::string>& expect) {
  return Summarise(given, expect).lines;
}

TEST(CheckSummary, SaysWhatHoldsEachTime) {
  EXPECT_THAT(Summary({"circle", "rest", "zigzag", "rest", "line", "zigzag", "circle"},
                      {"LEDB on and LEDR off", "LEDB on and LEDR off", "LEDR on", "LEDR on", "LEDB off and LEDR off",
                       "LEDB off and LEDR on", "LEDB on"}),
              ElementsAre("each circle: LEDB on", "each rest: all stay as they were", "each zigzag: LEDR on",
                          "each line: LEDB off and LEDR off"));
}

TEST(CheckSummary, KnowsWhetherAnythingIsToBeRemembered) {
  EXPECT_TRUE(Summarise({"circle", "rest", "zigzag", "rest", "line", "zigzag", "circle"},
                        {"LEDB on and LEDR off", "LEDB on and LEDR off", "LEDR on", "LEDR on", "LEDB off and LEDR off",
                         "LEDB off and LEDR on", "LEDB on"})
                  .complete);
  EXPECT_FALSE(
      Summarise({"circle", "circle", "line", "line"}, {"LEDB on", "LEDB off", "LEDB off", "LEDB off"}).complete)
      << "every other circle";
  EXPECT_FALSE(Summarise({"circle", "line", "circle"}, {"LEDB on", "says \"2\"", "LEDB on"}).complete);
}

TEST(CheckSummary, IsSilentOnWhatDiffersFromTimeToTime) {
  EXPECT_THAT(Summary({"circle", "line", "circle", "line"}, {"LEDB on", "LEDB on", "LEDB off", "LEDB on"}),
              ElementsAre("each line: LEDB on"));
}

TEST(CheckSummary, NeedsSomethingThatIsShownTwice) {
  EXPECT_THAT(Summary({"circle", "line"}, {"LEDB on", "LEDB off"}), IsEmpty());
}

TEST(CheckSummary, LeavesCountsAndLinesToTheExamples) {
  EXPECT_THAT(Summary({"circle", "circle"}, {"says \"1\"", "says \"2\""}), IsEmpty());
}

}  // namespace
}  // namespace autopilot
