#include "llm/repetition.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "llm/token_estimate.h"

namespace autopilot {
namespace {

bool Circles(const std::string& text, std::size_t piece = 7) {
  RepetitionGuard guard;
  bool circles = false;
  for (std::size_t at = 0; at < text.size() && !circles; at += piece) circles = guard.Feed(text.substr(at, piece));
  return circles;
}

std::string Times(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(RepetitionGuard, SeesTheSameLineAgainAndAgain) {
  const std::string before = "#include <Arduino.h>\nvoid setup() {}\n";
  EXPECT_TRUE(Circles(before + Times("  Serial.println(\"Apple\");\n", 60)));
  EXPECT_TRUE(Circles(before + Times("}\n", 700)));
  EXPECT_TRUE(Circles(before + Times("int f(int a) {\n  return a + 1;\n}\n\nint g() { return f(2); }\n", 30)));
  EXPECT_TRUE(Circles(before + Times("a b ", 400), 1));
}

TEST(RepetitionGuard, LetsWhatProgramsRepeatPass) {
  EXPECT_FALSE(Circles("const int zero[256] = {" + Times("0, ", 256) + "};\nvoid setup() {}\n"));
  EXPECT_FALSE(Circles("// " + Times("-", 120) + "\nvoid setup() {}\n"));
  std::string counted;
  for (int i = 0; i < 400; ++i) counted += fmt::format("  x[{}] = read({});\n", i, 3 * i);
  EXPECT_FALSE(Circles(counted));
}

TEST(TokenEstimate, IsOnTheSafeSide) {
  EXPECT_EQ(EstimateTokens(""), 0);
  EXPECT_EQ(EstimateTokens("the cat sat"), 3);
  // Qwen's tokenizer makes a token of each digit and sign here.
  EXPECT_GE(EstimateTokens("0.1234, 5678"), 11);
  EXPECT_GE(EstimateTokens("äöü 中文"), 10);
  ChatRequest request;
  request.messages = {{"user", "hello"}};
  EXPECT_EQ(EstimatePromptTokens(request), EstimateTokens("hello") + TemplateTokens(request));
}

}  // namespace
}  // namespace autopilot
