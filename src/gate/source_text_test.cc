#include "gate/source_text.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(SourceText, BlanksCommentsAndLiteralsInPlace) {
  const std::string source = "int a; // say(\"x\")\nchar q = '\"'; /* b\n */ f(\"//no\");";
  const std::string blanked = BlankComments(source, true);
  EXPECT_EQ(blanked.size(), source.size());
  EXPECT_EQ(blanked.find("say"), std::string::npos);
  EXPECT_EQ(blanked.find("no"), std::string::npos);
  EXPECT_NE(blanked.find("f(\""), std::string::npos);
  EXPECT_NE(BlankComments(source, false).find("//no"), std::string::npos);
}

TEST(SourceText, WordsAndFunctions) {
  EXPECT_TRUE(HasWord("x = loop;", "loop"));
  EXPECT_FALSE(HasWord("x = loops;", "loop"));
  EXPECT_EQ(FindVoidFunction("int a;\nvoid setup()\n{\n}", "setup"), 2);
  EXPECT_EQ(FindVoidFunction("void setup();", "setup"), 0);
  EXPECT_EQ(LineOf("a\nb\nc", 2), "b");
  EXPECT_EQ(LineOf("a", 5), "");
}

}  // namespace
}  // namespace autopilot
