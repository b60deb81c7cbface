#include "repair/edit.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Edit, ReplacesInsertsAndDeletesAtOnce) {
  EditedText text("one two three\n");
  ASSERT_TRUE(text.Apply({{8, 13, "3"}, {0, 0, "zero "}, {4, 8, ""}}));
  EXPECT_EQ(text.text(), "zero one 3\n");
}

TEST(Edit, InsertionsAtOnePlaceKeepTheirOrder) {
  EditedText text("ab");
  ASSERT_TRUE(text.Apply({{1, 1, "1"}, {1, 1, "2"}, {1, 2, "B"}}));
  EXPECT_EQ(text.text(), "a12B");
}

TEST(Edit, OverlappingEditsAreRefusedAndNothingChanges) {
  EditedText text("abcdef");
  EXPECT_FALSE(text.Apply({{0, 3, "x"}, {2, 4, "y"}}));
  EXPECT_FALSE(text.Apply({{0, 3, "x"}, {1, 1, "y"}}));
  EXPECT_FALSE(text.Apply({{5, 9, "x"}}));
  EXPECT_EQ(text.text(), "abcdef");
}

TEST(Edit, LinesAreTheAuthorsAfterSeveralRounds) {
  EditedText text("a\nb\nc\n");
  ASSERT_TRUE(text.Apply({{0, 0, "new\nnew\n"}}));
  ASSERT_TRUE(text.Apply({{text.text().find('b'), text.text().find('b') + 1, "B\nB"}}));
  EXPECT_EQ(text.text(), "new\nnew\na\nB\nB\nc\n");
  EXPECT_EQ(text.AuthorsLine(text.text().find('c')), 3);
  EXPECT_EQ(text.AuthorsLine(text.text().rfind('B')), 2);
  EXPECT_EQ(text.AuthorsLine(0), 1);
}

TEST(Edit, OverlapIsAboutSharedBytes) {
  EXPECT_TRUE(Overlaps({0, 2, ""}, {1, 3, ""}));
  EXPECT_FALSE(Overlaps({0, 2, ""}, {2, 3, ""}));
  EXPECT_FALSE(Overlaps({2, 2, "x"}, {2, 4, ""}));
  EXPECT_TRUE(Overlaps({3, 3, "x"}, {2, 4, ""}));
  EXPECT_FALSE(Overlaps({2, 2, "x"}, {2, 2, "y"}));
}

}  // namespace
}  // namespace autopilot
