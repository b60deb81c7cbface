#include "reply/extract.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

constexpr char kSketch[] = "#include <Arduino.h>\nvoid setup() {}\nvoid loop() {}\n";

std::string Fenced(const std::string& code, const std::string& tag = "cpp") {
  return "```" + tag + "\n" + code + "```\n";
}

std::string CauseOf(const std::string& reply, Wanted wanted = Wanted::kSketch, const std::string& finish = "stop") {
  const Extraction extraction = Extract(reply, wanted, finish);
  return extraction.ok() ? "" : extraction.findings.front().root_cause;
}

TEST(Extract, TakesTheOneBlock) {
  const Extraction extraction = Extract(Fenced(kSketch), Wanted::kSketch, "stop");
  EXPECT_EQ(extraction.code, kSketch);
  EXPECT_TRUE(extraction.findings.empty());
}

TEST(Extract, ProseAWrongTagAndACarriageReturnAreBlemishes) {
  std::string messy = "Sure! Here it is:\n```python\n" + std::string(kSketch) + "```\nHope it helps.";
  for (auto at = messy.find('\n'); at != std::string::npos; at = messy.find('\n', at + 2)) messy.insert(at, "\r");
  const Extraction extraction = Extract(messy, Wanted::kSketch, "stop");
  EXPECT_EQ(extraction.code, kSketch);
  ASSERT_FALSE(extraction.findings.empty());
  EXPECT_EQ(extraction.findings[0].severity, Severity::kWarning);
}

TEST(Extract, UndoesEntitiesAndReasoning) {
  const Extraction extraction =
      Extract("<think>void loop() {</think>" +
                  Fenced("#include &lt;Arduino.h&gt;\nvoid setup() { int a = 1 &amp;&amp; 2; }\nvoid loop() {}\n"),
              Wanted::kSketch, "stop");
  EXPECT_EQ(extraction.code, "#include <Arduino.h>\nvoid setup() { int a = 1 && 2; }\nvoid loop() {}\n");
}

TEST(Extract, RefusesWhereNoCandidateIsCertain) {
  EXPECT_EQ(CauseOf(""), "reply_empty");
  EXPECT_EQ(CauseOf("  \n "), "reply_empty");
  EXPECT_EQ(CauseOf("The answer is in the manual."), "reply_no_code");
  EXPECT_EQ(CauseOf("I'm sorry, but I cannot help with that."), "reply_refusal");
  EXPECT_EQ(CauseOf(Fenced(kSketch) + Fenced(std::string(kSketch) + "int other;\n")), "reply_multiple_candidates");
  EXPECT_EQ(CauseOf("```cpp\nvoid setup() {}\nvoid loop() {\n  Serial.println("), "reply_truncated");
  EXPECT_EQ(CauseOf(Fenced("void setup() {}\nvoid loop() {\n", "cpp"), Wanted::kSketch, "length"), "reply_truncated");
  EXPECT_EQ(CauseOf(Fenced("void setup() {}\nvoid loop() {}\n// ... rest of the code unchanged\n")), "reply_elided");
  EXPECT_EQ(CauseOf(Fenced("import numpy\ndef main():\n  pass\n", "python")), "reply_wrong_language");
  EXPECT_EQ(CauseOf("```diff\n@@ -1,3 +1,3 @@\n-int a;\n+int b;\n```"), "reply_diff");
}

TEST(Extract, AProgramThatIsNoSketchIsStillTheAnswer) {
  const std::string program = "#include <TensorFlowLite.h>\nint main() {\n  return 0;\n}\n";
  EXPECT_EQ(Extract(Fenced(program), Wanted::kSketch, "stop").code, program);
  EXPECT_EQ(CauseOf(Fenced("#include <TensorFlowLite.h>\n")), "reply_no_code");
}

TEST(Extract, PiecesArePutTogetherInTheirOrder) {
  const std::string reply = "First:\n" + Fenced("#include <Arduino.h>\n") + "Install it:\n" +
                            Fenced("arduino-cli lib install X\n", "bash") + "Then:\n" +
                            Fenced("int x;\nvoid setup() {}\n") + "At last:\n" + Fenced("void loop() {}\n");
  const Extraction extraction = Extract(reply, Wanted::kSketch, "stop");
  EXPECT_EQ(extraction.code, "#include <Arduino.h>\n\nint x;\nvoid setup() {}\n\nvoid loop() {}\n");
  ASSERT_FALSE(extraction.findings.empty());
  EXPECT_EQ(extraction.findings.back().rule, "reply/pieces");
  EXPECT_EQ(CauseOf(reply + "```cpp\nint y"), "reply_truncated");
}

TEST(Extract, ACutReplyCountsOnlyWhereItsCodeIsClosed) {
  const std::string python = "```python\ndef transform(df):\n    df = df.dropna()\n";
  EXPECT_EQ(CauseOf(python, Wanted::kPython, "length"), "reply_truncated");
  EXPECT_EQ(CauseOf(python + "```\nThis function", Wanted::kPython, "length"), "");
  EXPECT_EQ(CauseOf("def transform(df):\n    df = df.dropna()\n", Wanted::kPython, "length"), "reply_truncated");
  EXPECT_EQ(CauseOf(python, Wanted::kPython, "stop"), "");
  const std::string sketch = std::string("```cpp\n") + kSketch;
  EXPECT_EQ(CauseOf(sketch + "void helper() {", Wanted::kSketch, "MAX_TOKENS"), "reply_truncated");
  EXPECT_EQ(CauseOf(sketch + "```\nThe sketch first", Wanted::kSketch, "length"), "");
}

TEST(Extract, TheSameBlockTwiceIsOneCandidate) {
  EXPECT_EQ(Extract(Fenced(kSketch) + "Again:\n" + Fenced(kSketch), Wanted::kSketch, "stop").code, kSketch);
}

TEST(Extract, FunctionsMayStandWithoutAFence) {
  EXPECT_EQ(Extract("void f(int a) { g(a); }", Wanted::kFunction, "stop").code, "void f(int a) { g(a); }\n");
  EXPECT_EQ(Extract("```python\ndef feature(r, g, b):\n    return [r]\n```", Wanted::kPython, "stop").code,
            "def feature(r, g, b):\n    return [r]\n");
}

TEST(Extract, TakesTheOneFunctionAndLeavesTheRest) {
  const std::string reply = Fenced(
      "#include \"x.h\"\nvoid say(const char* t);\nvoid say(const char* t) { p(t); }\n"
      "// Reports.\nvoid report(const float score[3]) {\n  if (score[0] > 0) {\n    say(\"}\");\n  }\n}\nint other() { "
      "return 1; }\n");
  const Extraction extraction = ExtractFunction(reply, "report", "stop");
  EXPECT_EQ(extraction.code, "void report(const float score[3]) {\n  if (score[0] > 0) {\n    say(\"}\");\n  }\n}\n");
  EXPECT_EQ(ExtractFunction("bool begin() { return true; }", "begin", "stop").code, "bool begin() { return true; }\n");
  EXPECT_EQ(ExtractFunction(reply, "features", "stop").findings.front().root_cause, "reply_no_code");
  EXPECT_FALSE(ExtractFunction(Fenced("void report(int a) {\n  if (a) {\n"), "report", "length").ok());
}

TEST(Extract, BalanceIgnoresLiteralsAndComments) {
  EXPECT_TRUE(IsBalanced("void f() { p('{'); q(\"}}\"); /* { */ } // {"));
  EXPECT_FALSE(IsBalanced("void f() {"));
  EXPECT_FALSE(IsBalanced("}{"));
}

TEST(Extract, AMegabyteOfAnythingEndsWithAnAnswer) {
  std::string words;
  std::string parameters;
  while (words.size() < 1'000'000) words += "int ";
  while (parameters.size() < 1'000'000) parameters += "a, ";
  EXPECT_EQ(CauseOf(Fenced(words + "\n")), "reply_no_code");
  EXPECT_EQ(CauseOf("#include <a.h>\nvoid f(" + parameters + ") {}"), "reply_no_code");
  EXPECT_EQ(CauseOf(Fenced("void setup() {}\nvoid loop() {}\n// ..." + std::string(1'000'000, ' ') + "\n")), "");
}

TEST(Extract, FragmentsBesideAScriptAreNoCandidates) {
  const std::string script = "import os\nwith open('a', 'wb') as f:\n    f.write(b'1')\n";
  const std::string reply = "The fault is in the line:\n" + Fenced("x = 1\n", "python") +
                            "Here is the corrected code:\n" + Fenced(script, "python");
  EXPECT_EQ(Extract(reply, Wanted::kPython, "stop").code, script);
}

TEST(Extract, TheSketchCalledCorrectedWins) {
  const std::string old = std::string(kSketch) + "int old;\n";
  const std::string reply =
      "Your current sketch:\n" + Fenced(old) + "The corrected, complete sketch:\n" + Fenced(kSketch);
  EXPECT_EQ(Extract(reply, Wanted::kSketch, "stop").code, kSketch);
}

TEST(Extract, KnowsElisionsFromRemarks) {
  const std::string sketch = "void setup() {}\nvoid loop() {\n  ";
  for (const char* remark : {"// ... (previous code)", "// Other initialization code..."}) {
    EXPECT_EQ(CauseOf(Fenced(sketch + remark + "\n}\n")), "reply_elided") << remark;
  }
  EXPECT_EQ(CauseOf(Fenced("import os\n# Resize image with unchanged aspect ratio\n", "python"), Wanted::kPython), "");
}

TEST(ExtractFunction, TakesTheVariablesThatStandBesideItAlong) {
  const Extraction extraction = ExtractFunction(
      "```cpp\nenum { NOTHING = -1 };\nvoid say(int number);\nvolatile int count = 0;  // so far\nint other = 1;\n\n"
      "void count_it(int answer) {\n  count++;\n  say(count);\n}\n```",
      "count_it", "stop");
  ASSERT_TRUE(extraction.ok());
  EXPECT_EQ(extraction.code, "void count_it(int answer) {\n  static int count = 0;\n  count++;\n  say(count);\n}\n");
}

}  // namespace
}  // namespace autopilot
