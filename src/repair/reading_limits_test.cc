#include "repair/reading_limits.h"

#include <gtest/gtest.h>

#include "repair/sketch_view.h"

namespace autopilot {
namespace {

std::string Repeated(const std::string& piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(ReadingLimits, LeaveWhatAuthorsWrite) {
  const SketchTree deep("int x = " + Repeated("(", 100) + "1" + Repeated(")", 100) + ";\nvoid loop() {}\n");
  EXPECT_EQ(WhyUnread(deep), "");
  EXPECT_EQ(deep.All({"function_definition"}).size(), 1u);
  // Brackets in words and remarks nest nothing.
  EXPECT_EQ(DepthOfBrackets("f(\"" + Repeated("(", 500) + "\"); // " + Repeated("{", 500)), 1);
  EXPECT_EQ(WhyUnread(SketchTree("")), "");
  EXPECT_EQ(WhyUnread(SketchTree(" \n")), "");
}

TEST(ReadingLimits, LeaveNoTreeOfBracketsWithoutEnd) {
  for (const std::string bracket : {"(", "[", "{", "f(", "{[("}) {
    const SketchTree tree("void loop() {" + Repeated(bracket, 100'000));
    EXPECT_NE(WhyUnread(tree).find("more than the 256 that can be read"), std::string::npos) << bracket;
    EXPECT_TRUE(tree.All({"identifier", "function_definition", "ERROR"}).empty()) << bracket;
    EXPECT_TRUE(SketchView(tree).variables().empty()) << bracket;
  }
}

TEST(ReadingLimits, EndForTextsThatNestWithoutBrackets) {
  for (const std::string piece :
       {"!",  "- ",           "*",          "&",          "if (1) ", "a = ",     "a ? b : ", "a ? ",  "x + ",
        "A<", "else if (1) ", "#if 1\n",    "a.",         "a::",     "case 1: ", "do ",      "(int)", "\"",
        "'",  "/*",           "template <", "class A : ", "return ", "\\\n",     "#"}) {
    const SketchTree tree("void loop() { x = " + Repeated(piece, 5'000));
    // A tree that is there can be asked about everything.
    if (WhyUnread(tree).empty()) {
      EXPECT_GE(SketchView(tree).functions().size(), 0u) << piece;
    }
    EXPECT_EQ(WhyUnread(tree).empty(), !tree.root().children().empty()) << piece;
  }
}

}  // namespace
}  // namespace autopilot
