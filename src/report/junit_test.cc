#include "report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Junit, AGateIsATestCaseAndARejectionAFailure) {
  const std::string xml =
      JunitReport({{"fruit.ino", "s/fruit.ino", SampleRejection()}, {"good", "good.ino", SamplePass()}});
  EXPECT_THAT(xml, HasSubstr("<testsuites name=\"autopilot verify\" tests=\"10\" failures=\"1\" errors=\"0\" "
                             "skipped=\"0\" time=\"0.222\">"));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"fruit.ino\" file=\"s/fruit.ino\" tests=\"5\" failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"fruit.ino\" name=\"build\" time=\"0.081\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure type=\"input_scaling\" message=\"error: the input tensor's values"));
}

TEST(Junit, WhatCannotBeToldIsSkippedAndTroubleIsAnError) {
  Verdict unsure = SamplePass();
  unsure.verdict = unsure.gates.back().verdict = VerdictKind::kInconclusive;
  unsure.gate = "semantics";
  Finding note;
  note.rule = "semantics/judged-in-part";
  note.severity = Severity::kNote;
  note.message = "a < b & \"c\"";
  unsure.findings = {note};
  EXPECT_THAT(JunitReport({{"x", "x.ino", unsure}}),
              HasSubstr("<skipped message=\"inconclusive: note: a &lt; b &amp; &quot;c&quot;\">"));

  Verdict trouble;
  trouble.verdict = VerdictKind::kInfrastructure;
  Finding finding;
  finding.rule = "infrastructure";
  finding.message = "no compiler";
  trouble.findings = {finding};
  const std::string xml = JunitReport({{"x", "x.ino", trouble}});
  EXPECT_THAT(xml, HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<error type=\"infrastructure\" message=\"error: no compiler\">"));
}

TEST(Junit, AFindingStandsOnceAtItsOwnGate) {
  const std::string xml = JunitReport({{"f", "f.ino", SampleRejection()}});
  const std::string monitor = "waits for a serial monitor";
  const auto first = xml.find(monitor);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(xml.find(monitor, first + 1), std::string::npos);
  EXPECT_LT(first, xml.find("name=\"build\"")) << "lint comes before build";
}

TEST(Junit, HoldsOnlyWhatXmlCanHold) {
  Verdict verdict = SampleRejection();
  verdict.findings[1].evidence = std::string("\x01\x1b[31m \xFF \xEF\xBF\xBF end", 16);
  const std::string xml = JunitReport({{"a\nb", "a.ino", verdict}});
  for (const char bad : {'\x01', '\x1b', '\xFF'}) EXPECT_EQ(xml.find(bad), std::string::npos);
  EXPECT_THAT(xml, Not(HasSubstr("\xEF\xBF\xBF")));
  EXPECT_THAT(xml, HasSubstr("name=\"a&#10;b\""));
}

}  // namespace
}  // namespace autopilot
