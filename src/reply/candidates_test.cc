#include "reply/candidates.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

constexpr char kSketch[] = "#include \"model.h\"\nvoid setup() {}\nvoid loop() {}\n";

CodeBlock Block(std::string content, std::string heading = "", std::string tag = "cpp") {
  CodeBlock block;
  block.tag = std::move(tag);
  block.content = std::move(content);
  block.heading = std::move(heading);
  return block;
}

TEST(ChooseSketch, PutsTabsWhereTheyAreIncluded) {
  const Choice choice = ChooseSketch({
      Block("#include <Arduino.h>\n#include \"sensor.h\"\nvoid setup() { begin(); }\nvoid loop() {}\n",
            "**fruit.ino**"),
      Block("#pragma once\nvoid begin();\n", "The header, `sensor.h`:"),
      Block("#include \"sensor.h\"\nvoid begin() {}\n", "and **sensor.cpp**"),
  });
  EXPECT_EQ(choice.kind, ChoiceKind::kOne);
  EXPECT_EQ(choice.code,
            "#include <Arduino.h>\nvoid begin();\nvoid setup() { begin(); }\nvoid loop() {}\n\nvoid begin() {}\n");
  EXPECT_FALSE(choice.whole);
  EXPECT_FALSE(choice.remark.empty());
}

TEST(ChooseSketch, LeavesTheModelsBytesToTheApplication) {
  const Choice choice = ChooseSketch({Block(kSketch), Block("const unsigned char model[] = {1, 2};\n", "model.h")});
  EXPECT_EQ(choice.kind, ChoiceKind::kOne);
  EXPECT_EQ(choice.code, kSketch);
  EXPECT_TRUE(choice.whole);
}

TEST(ChooseSketch, OfTwoThatDifferNeedsAMark) {
  const std::string other = std::string(kSketch) + "int more;\n";
  EXPECT_EQ(ChooseSketch({Block(kSketch), Block(other)}).kind, ChoiceKind::kSeveral);
  EXPECT_EQ(ChooseSketch({Block(kSketch, "Option 1"), Block(other, "Option 2")}).kind, ChoiceKind::kSeveral);
  EXPECT_EQ(ChooseSketch({Block(kSketch), Block(other, "The corrected sketch:")}).code, other);
  EXPECT_EQ(ChooseSketch({Block(kSketch, "The original code"), Block(other, "Use this")}).code, other);
  // First without the model, to try the sensor.
  EXPECT_EQ(ChooseSketch({Block("void setup() {}\nvoid loop() { read(); }\n"), Block(kSketch)}).code, kSketch);
  // Comments and blanks do not make two of one.
  const Choice same = ChooseSketch({Block(kSketch), Block("// again\n" + std::string(kSketch) + "\n")});
  EXPECT_EQ(same.kind, ChoiceKind::kOne);
}

TEST(ChooseSketch, PiecesCountOnceAndDefineNothingTwice) {
  const Choice joined =
      ChooseSketch({Block("int a;\n"), Block("void setup() {}\n"), Block("int a;\n"), Block("void loop() {}\n")});
  EXPECT_EQ(joined.code, "int a;\n\nvoid setup() {}\n\nvoid loop() {}\n\n");
  EXPECT_EQ(
      ChooseSketch({Block("void setup() {}\n"), Block("void setup() { int b; }\n"), Block("void loop() {}\n")}).kind,
      ChoiceKind::kSeveral);
  EXPECT_EQ(ChooseSketch({}).kind, ChoiceKind::kNone);
}

TEST(ChoosePython, OfTwoScriptsNeedsAMark) {
  const std::string one = "import os\ndef main():\n    os.listdir()\nmain()\nprint(1)\n";
  const std::string two = "import sys\ndef other():\n    sys.exit()\nother()\nprint(2)\n";
  EXPECT_EQ(ChoosePython({Block(one, "", "python")}).code, one);
  EXPECT_EQ(ChoosePython({Block(one, "", "python"), Block(two, "", "python")}).kind, ChoiceKind::kSeveral);
  EXPECT_EQ(ChoosePython({Block(one, "", "python"), Block(two, "The corrected script:", "python")}).code, two);
}

TEST(Candidates, HeadingsSayWhichIsTheAnswer) {
  for (const char* heading : {"The corrected code:", "**Final sketch**", "Here is the complete, updated version"}) {
    EXPECT_TRUE(IsMarkedAsAnswer(heading)) << heading;
  }
  EXPECT_FALSE(IsMarkedAsAnswer("Option 2"));
  EXPECT_TRUE(IsMarkedAsFaulty("Your original sketch:"));
  EXPECT_FALSE(IsMarkedAsFaulty("The sketch:"));
}

}  // namespace
}  // namespace autopilot
