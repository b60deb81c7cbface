#include "report/text_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/sample_run_for_test.h"
#include "report/text_table.h"
#include "report/words.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(TextVerdict, ShowsGatesFindingsTableAndNextStep) {
  const std::string text = VerdictText(SampleRejection(), {{"fruit.ino", kSampleSketch}}, "fruit.ino", {});
  EXPECT_THAT(text, StartsWith("reject  fruit.ino  at gate semantics: input_scaling (Data Preprocessing Error)\n"));
  EXPECT_THAT(text, HasSubstr("reply pass 0.21 · lint pass 1.40 · build pass 81.2 · behaviour pass 24.9 · semantics "
                              "reject 3.10 · 110.8 ms in all\n"));
  EXPECT_THAT(text,
              HasSubstr("71 % of the shown objects reported right, 90 inferences, arena needs 1,132 bytes of 2,000"));
  EXPECT_THAT(text, HasSubstr("  fruit.ino:14:22 · semantics/input-tensor · cause input_scaling\n"
                              "      14 |   input->data.f[0] = r / 255.0f;\n"
                              "         |                       ^\n"
                              "    input            expected                  got\n"
                              "    r=120 g=80 b=60  [0.4615, 0.3077, 0.2308]  [0.4706, 0.3137, 0.2353]\n"
                              "    0 % of 90 inferences have the right input\n"));
  EXPECT_THAT(text, HasSubstr("  next: divide each channel"));
  EXPECT_LT(text.find("error  the input"), text.find("warning  the arena")) << "errors first";
  EXPECT_LT(text.find("warning  the arena"), text.find("note  the sketch"));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
}

TEST(TextVerdict, ColoursOnlyWhenAsked) {
  const std::string text = VerdictText(SampleRejection(), {{"fruit.ino", kSampleSketch}}, "fruit.ino", {true, 100});
  EXPECT_THAT(text, HasSubstr("\033[31m"));
}

TEST(TextVerdict, SaysWhenTheVerdictIsFromBefore) {
  TextOptions options;
  options.cached = true;
  EXPECT_THAT(VerdictText(SamplePass(), {}, "fruit.ino", options), StartsWith("pass  fruit.ino  (cached)\n"));
}

TEST(TextVerdict, APassIsShort) {
  const std::string text = VerdictText(SamplePass(), {{"fruit.ino", kSampleSketch}}, "fruit.ino", {});
  EXPECT_THAT(text, StartsWith("pass  fruit.ino\n"));
  EXPECT_EQ(Lines(text).size(), 3u);
}

TEST(TextVerdict, QuotesOnlyTheCandidateAndOnlyLinesThatExist) {
  Verdict verdict = SampleRejection();
  verdict.findings = {ScalingFinding()};
  verdict.findings[0].file = "model.h";
  EXPECT_THAT(VerdictText(verdict, {{"fruit.ino", kSampleSketch}}, "fruit.ino", {}), Not(HasSubstr("14 |")));
  const std::vector<SketchFile> two = {{"fruit.ino", "void setup() {}\n"}, {"model.h", kSampleSketch}};
  EXPECT_THAT(VerdictText(verdict, two, "fruit", {}), HasSubstr("14 |")) << "of the file that it is about";
  verdict.findings[0].file.clear();
  EXPECT_THAT(VerdictText(verdict, {{"fruit.ino", kSampleSketch}}, "fruit.ino", {}), HasSubstr("14 |"));
  verdict.findings[0].line = 999;
  EXPECT_THAT(VerdictText(verdict, {{"fruit.ino", kSampleSketch}}, "fruit.ino", {}), Not(HasSubstr("999 |")));
}

TEST(TextVerdict, UntrustedTextCannotSteerTheTerminal) {
  Verdict verdict = SampleRejection();
  verdict.findings = {ScalingFinding()};
  verdict.findings[0].evidence = "\033[2Jcleared\r\nand \aringing";
  verdict.findings[0].message = "msg \033]0;title";
  verdict.findings[0].counterexample.got = "\033[31mred\nsecond";
  const std::string text =
      VerdictText(verdict, {{"fruit.ino", std::string(13, '\n') + "\033[1mbold\n"}}, "fruit.ino", {});
  for (const char code : {'\033', '\a', '\r'}) EXPECT_EQ(text.find(code), std::string::npos);
  EXPECT_THAT(text, HasSubstr("[2Jcleared"));
  EXPECT_THAT(text, HasSubstr("red second"));
}

TEST(TextVerdict, ShortensLongEvidence) {
  Verdict verdict = SampleRejection();
  verdict.findings = {ScalingFinding()};
  verdict.findings[0].evidence.clear();
  for (int i = 1; i <= 20; ++i) verdict.findings[0].evidence += "line " + std::to_string(i) + "\n";
  const std::string text = VerdictText(verdict, {}, "fruit.ino", {});
  EXPECT_THAT(text, HasSubstr("    line 8\n    … 12 more lines\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 9\n")));
}

TEST(TextTable, AlignsByCharactersNotBytes) {
  EXPECT_EQ(TextTable({{"ä", "1"}, {"bb", "22"}}, {false, true}, "  "), "  ä    1\n  bb  22\n");
}

TEST(TextTable, WrapsAtBlanksAndKeepsLineEnds) {
  EXPECT_EQ(Wrapped("one two three four five six\n  indented", 24, "> "),
            "> one two three four\n> five six\n>   indented\n");
  EXPECT_EQ(Wrapped("", 40, "  "), "");
}

TEST(Words, WritesNumbersForPeople) {
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(999), "999");
  EXPECT_EQ(Count(1234567), "1,234,567");
  EXPECT_EQ(Count(-1234), "-1,234");
  EXPECT_EQ(Duration(0.44), "0.4 s");
  EXPECT_EQ(Duration(38.4), "38 s");
  EXPECT_EQ(Duration(59.9), "1 min 00 s");
  EXPECT_EQ(Duration(125), "2 min 05 s");
  EXPECT_EQ(Duration(3725), "1 h 02 min");
  EXPECT_EQ(Percent(0.425), "42.5 %");
  EXPECT_EQ(Percent(1), "100 %");
  EXPECT_EQ(Percent(-1), "not known");
  EXPECT_EQ(Plural(1, "try", "tries"), "1 try");
  EXPECT_EQ(Plural(3, "try", "tries"), "3 tries");
  EXPECT_EQ(Money(0), "free");
  EXPECT_EQ(Money(0.01234), "$0.0123");
}

TEST(Words, CutsTextsAtCharacters) {
  EXPECT_EQ(Shorten("short", 10), "short");
  EXPECT_EQ(Shorten("aä", 2), "a…");
  EXPECT_THAT(Lines("a\r\nb\n\nc"), ElementsAre("a", "b", "", "c"));
}

TEST(Words, ExcerptsStayInsideTheText) {
  EXPECT_EQ(Excerpt("a\nb\nc\n", 1, 1).size(), 2u);
  EXPECT_EQ(Excerpt("a\nb\nc\n", 3, 5).size(), 3u);
  EXPECT_TRUE(Excerpt("a\nb\nc\n", 3, 0)[0].marked);
  EXPECT_TRUE(Excerpt("a\n", 2, 1).empty());
  EXPECT_TRUE(Excerpt("a\n", 0, 1).empty());
}

}  // namespace
}  // namespace autopilot
