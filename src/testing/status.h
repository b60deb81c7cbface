#pragma once

/// Assertions on Result and Status that show the error's own words.

#include <gtest/gtest.h>

#include "core/status.h"

namespace autopilot {

template <typename T>
testing::AssertionResult IsOk(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << result.error().ToString();
}

/// Whether it failed, in the given way, with `part` somewhere in the message as users see it.
template <typename T>
testing::AssertionResult FailsWith(const Result<T>& result, ErrorKind kind, const std::string& part = "") {
  if (result) return testing::AssertionFailure() << "it did not fail";
  const std::string text = result.error().ToString();
  if (result.error().kind != kind) return testing::AssertionFailure() << "it failed in another way: " << text;
  if (text.find(part) == std::string::npos) {
    return testing::AssertionFailure() << "\"" << part << "\" is not in: " << text;
  }
  return testing::AssertionSuccess();
}

}  // namespace autopilot

#define ASSERT_OK(expression) ASSERT_TRUE(::autopilot::IsOk(expression))
#define EXPECT_OK(expression) EXPECT_TRUE(::autopilot::IsOk(expression))

/// Binds the value of a Result to `name`, or ends the test.
#define ASSERT_OK_AND_ASSIGN(name, expression)   \
  auto name##_result = (expression);             \
  ASSERT_TRUE(::autopilot::IsOk(name##_result)); \
  auto& name = *name##_result /* NOLINT(bugprone-macro-parentheses) */
