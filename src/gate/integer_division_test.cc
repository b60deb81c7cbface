#include "gate/integer_division.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(IntegerDivision, IsFoundWhereAFractionIsWanted) {
  EXPECT_TRUE(DividesIntegers("int step = 0; void loop() { float x = step / 64 * 2 * PI; }"));
  EXPECT_TRUE(DividesIntegers("#define STEPS 64\nint i; void loop() { float x = (i / STEPS) * TWO_PI; }"));
  EXPECT_TRUE(DividesIntegers("const int kSteps = 64; void f(int i) { input->data.f[0] = i / kSteps; }"));
}

TEST(IntegerDivision, IsNoneWhereAFloatTakesPart) {
  EXPECT_FALSE(DividesIntegers("int step = 0; void loop() { float x = 2 * PI * step / 64; }"));
  EXPECT_FALSE(DividesIntegers("int i; void loop() { float x = (float)i / 64 * TWO_PI; }"));
  EXPECT_FALSE(DividesIntegers("int i; void loop() { float x = static_cast<float>(i) / 64 * TWO_PI; }"));
  EXPECT_FALSE(DividesIntegers("int i; void loop() { float x = i / 64.0f * TWO_PI; }"));
  EXPECT_FALSE(DividesIntegers("float i; void loop() { float x = i / 64 * TWO_PI; }"));
  EXPECT_FALSE(DividesIntegers("int i; void loop() { if (i / 10 > 3) Serial.println(PI); }"));
  EXPECT_FALSE(DividesIntegers("int i; // float x = i / 64\n"));
}

}  // namespace
}  // namespace autopilot
