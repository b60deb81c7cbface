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

TEST(ReadingLimits, AModelInTheSketchIsNoHindrance) {
  const std::string bytes = Repeated("0x1c, 0xff,\n", 50'000);
  const SketchTree tree("const unsigned char model[] = {\n" + bytes + "};\nvoid loop() { use(model); }\n");
  EXPECT_EQ(WhyUnread(tree), "");
  const SketchView view(tree);
  ASSERT_NE(view.FindGlobal("model"), nullptr);
  ASSERT_EQ(view.CallsOf("use").size(), 1u);
  EXPECT_EQ(view.CallsOf("use")[0]->node.line(), 50'003);
  EXPECT_EQ(view.CallsOf("use")[0]->node.text(), "use(model)");
}

TEST(ReadingLimits, LeaveNoTreeOfWordsWithoutEnd) {
  const SketchTree tree("void loop() { /*" + Repeated("a = ", 50'000));
  EXPECT_EQ(WhyUnread(tree), "it has 100007 words and marks, more than the 60000 that can be read");
}

TEST(ReadingLimits, EndForTextsThatNestWithoutBrackets) {
  for (const std::string piece :
       {"!",  "- ",           "*",          "&",          "if (1) ", "a = ",     "a ? b : ", "a ? ",  "x + ",
        "A<", "else if (1) ", "#if 1\n",    "a.",         "a::",     "case 1: ", "do ",      "(int)", "\"",
        "'",  "/*",           "template <", "class A : ", "return ", "\\\n",     "#"}) {
    for (const int count : {5'000, 100'000}) {
      const SketchTree tree("void loop() { x = " + Repeated(piece, count));
      const SketchView view(tree);  // A tree that is there can be asked about everything, in no time.
      EXPECT_LE(view.calls().size(), 100'000u) << piece;
      EXPECT_EQ(WhyUnread(tree).empty(), !tree.root().children().empty()) << piece << count;
    }
  }
}

}  // namespace
}  // namespace autopilot
