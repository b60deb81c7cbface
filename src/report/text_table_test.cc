#include "report/text_table.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Printable, KeepsWhatCanBeRead) {
  EXPECT_EQ(Printable("25.4 \u00b0C, \u4f60\u597d \u201cquoted\u201d\n"),
            "25.4 \u00b0C, \u4f60\u597d \u201cquoted\u201d\n");
  EXPECT_EQ(Printable("a\tb"), "a  b");
  EXPECT_EQ(Printable(""), "");
}

TEST(Printable, DropsWhatSteersATerminal) {
  EXPECT_EQ(Printable("\x1b[2Jgone\x07\x7f\r"), "[2Jgone");
  EXPECT_EQ(Printable("\u009b2Jgone\u0085"), "2Jgone") << "the same as one character of Unicode";
  EXPECT_EQ(Printable("a\xc2"), "a\uFFFD") << "cut in the middle of one";
  EXPECT_EQ(Printable("\x9b"
                      "2J"),
            "\uFFFD"
            "2J")
      << "or as one byte";
}

TEST(Printable, DropsWhatTurnsTheOrderOfWhatIsRead) {
  EXPECT_EQ(Printable("pass\u202esaw ti\u202c"), "passsaw ti");
  EXPECT_EQ(Printable("\u2066x\u2069"), "x");
}

TEST(Wrapped, BreaksAtBlanksAndIndentsEveryLine) {
  EXPECT_EQ(Wrapped("one two three four five six", 20, "  "), "  one two three four\n  five six\n");
  EXPECT_EQ(Wrapped("a word-longer-than-the-line b", 20, ""), "a\nword-longer-than-the-line\nb\n");
}

}  // namespace
}  // namespace autopilot
