#include "core/utf8.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Utf8, CountsWholeCharacters) {
  EXPECT_EQ(ValidUtf8Prefix(""), 0u);
  EXPECT_EQ(ValidUtf8Prefix("plain"), 5u);
  EXPECT_EQ(ValidUtf8Prefix("22 \xC2\xB0 \xF0\x9F\x8D\x8E"), 10u);
  EXPECT_EQ(ValidUtf8Prefix(std::string_view("a\0b", 3)), 3u);
}

TEST(Utf8, StopsAtTheFirstByteThatBelongsToNone) {
  EXPECT_EQ(ValidUtf8Prefix("22 \xB0"
                            "C"),
            3u)
      << "Latin-1";
  EXPECT_EQ(ValidUtf8Prefix("ab\xE2\x82"), 2u) << "cut short";
  EXPECT_EQ(ValidUtf8Prefix("\xC0\xAF"), 0u) << "longer than needed";
  EXPECT_EQ(ValidUtf8Prefix("\xED\xA0\x80"), 0u) << "half of a pair";
  EXPECT_EQ(ValidUtf8Prefix("\xF4\x90\x80\x80"), 0u) << "beyond the last character";
  EXPECT_EQ(ValidUtf8Prefix("x\xFF"), 1u);
}

TEST(Utf8, ReplacesOnlyWhatIsWrong) {
  EXPECT_EQ(ReplaceInvalidUtf8("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(ReplaceInvalidUtf8("22 \xB0"
                               "C"),
            "22 \xEF\xBF\xBD"
            "C");
  EXPECT_EQ(ReplaceInvalidUtf8("\xFF\xFE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace autopilot
