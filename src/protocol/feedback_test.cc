#include "protocol/feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Finding Fault(const std::string& message, int line) {
  Finding finding;
  finding.rule = "build/compile";
  finding.root_cause = "model_symbol_clash";
  finding.message = message;
  finding.line = line;
  finding.file = "colours.ino";
  return finding;
}

class FeedbackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(causes, RootCauses::Load(SourceFolder() / "profiles" / "root-causes.toml"));
    causes_ = causes;
  }
  RootCauses causes_;
};

TEST_F(FeedbackTest, ShowsLineCauseExampleAndNextStep) {
  Verdict verdict;
  Finding fault = Fault("\"model\" is the array in model.h", 2);
  fault.counterexample = {"r = 10", "Apple", "Banana"};
  fault.next = "give the pointer another name";
  verdict.findings = {fault};
  const std::string text = Feedback(verdict, "int a;\n  const Model* model;\n", causes_, 1000);
  EXPECT_EQ(text.find("1. \"model\" is the array in model.h\n"), 0u) << text;
  EXPECT_THAT(text, HasSubstr("line 2: const Model* model;\n"));
  EXPECT_THAT(text, HasSubstr("cause: A name in the sketch clashes"));
  EXPECT_THAT(text, HasSubstr("example: r = 10; expected Apple, got Banana\n"));
  EXPECT_THAT(text, HasSubstr("to do: give the pointer another name\n"));
}

TEST_F(FeedbackTest, WhatStopsTheSketchComesBeforeWhatLiesBehind) {
  Verdict verdict;
  Finding behind = Fault("behind", 0);
  behind.behind = true;
  Finding note = Fault("a note", 1);
  note.severity = Severity::kNote;
  verdict.findings = {behind, note, Fault("first", 1), Fault("first", 9)};
  const std::string text = Feedback(verdict, "x\n", causes_, 1000);
  EXPECT_LT(text.find("1. first"), text.find("2. behind"));
  EXPECT_THAT(text, Not(HasSubstr("a note")));
  EXPECT_THAT(text, Not(HasSubstr("3. ")));
}

TEST_F(FeedbackTest, StaysWithinItsBudgetAndSaysWhatIsLeftOut) {
  Verdict verdict;
  for (int i = 0; i < 50; ++i) verdict.findings.push_back(Fault("fault " + std::to_string(i), i));
  const std::string text = Feedback(verdict, "x\n", causes_, 400);
  EXPECT_LT(text.size(), 450u);
  EXPECT_THAT(text, HasSubstr("1. fault 0"));
  EXPECT_THAT(text, HasSubstr(" more faults.\n"));
  EXPECT_THAT(Feedback(verdict, "x\n", causes_, 1), HasSubstr("1. fault 0"));
}

}  // namespace
}  // namespace autopilot
