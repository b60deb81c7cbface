#include "gate/report_numbers.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

std::vector<double> Values(const std::string& line) {
  std::vector<double> values;
  for (const PrintedNumber& number : FindNumbers(line)) values.push_back(number.value);
  return values;
}

TEST(ReportNumbers, FindsNumbersInTheirOrder) {
  EXPECT_EQ(Values("x: 1.57 y: -0.5"), (std::vector<double>{1.57, -0.5}));
  EXPECT_EQ(Values("1.5,-2,.25"), (std::vector<double>{1.5, -2, 0.25}));
  EXPECT_EQ(Values("class-2 of 0-5"), (std::vector<double>{2, 0, 5}));
  EXPECT_EQ(Values("7;-3;|-0.25>-1"), (std::vector<double>{7, -3, -0.25, -1}));
  EXPECT_EQ(Values("1e-3 and 2E2"), (std::vector<double>{0.001, 200}));
  EXPECT_TRUE(Values("nothing here").empty());
}

TEST(ReportNumbers, ReadsTheLibrarysOwnFormat) {
  EXPECT_EQ(Values("x_value: 1.5*2^1, y_value: -1.25*2^-2"), (std::vector<double>{3, -0.3125}));
  EXPECT_EQ(Values("2*2"), (std::vector<double>{2, 2}));
}

TEST(ReportNumbers, KnowsWholeNumbers) {
  const auto numbers = FindNumbers("2 of 3.0, 50 %, 1.0*2^3");
  ASSERT_EQ(numbers.size(), 4u);
  EXPECT_TRUE(numbers[0].whole);
  EXPECT_FALSE(numbers[1].whole);
  EXPECT_FALSE(numbers[2].whole);
  EXPECT_FALSE(numbers[3].whole);
}

}  // namespace
}  // namespace autopilot
