#include "repair/sequence_diff.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "repair/kept_share.h"
#include "repair/unified_diff.h"

namespace autopilot {
namespace {

/// The length of a longest common subsequence, by the textbook.
std::size_t Longest(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
    }
  }
  return table[a.size()][b.size()];
}

TEST(SequenceDiff, IsAsLongAsTheTextbooksOnRandomSequences) {
  std::mt19937 random(7);
  const std::vector<std::string_view> letters = {"a", "b", "c"};
  for (int turn = 0; turn < 300; ++turn) {
    std::vector<std::string_view> one(random() % 12);
    std::vector<std::string_view> other(random() % 12);
    for (auto& word : one) word = letters[random() % 3];
    for (auto& word : other) word = letters[random() % 3];
    const auto pairs = CommonSubsequence(one, other);
    ASSERT_EQ(pairs.size(), Longest(one, other));
    int last_one = -1;
    int last_other = -1;
    for (const auto& [i, j] : pairs) {
      ASSERT_GT(i, last_one);
      ASSERT_GT(j, last_other);
      ASSERT_EQ(one[static_cast<std::size_t>(i)], other[static_cast<std::size_t>(j)]);
      last_one = i;
      last_other = j;
    }
  }
}

TEST(SequenceDiff, SharesAreOfTheAuthorsTokens) {
  EXPECT_EQ(KeptShare("int a = 1;", "int a = 1;"), 1);
  EXPECT_DOUBLE_EQ(KeptShare("int a = 1;", "int b = 1; // a"), 0.8);
  EXPECT_DOUBLE_EQ(KeptShare("// nothing\n", "int a;"), 1);
  EXPECT_DOUBLE_EQ(KeptShare("a b", "c d"), 0);
}

TEST(UnifiedDiff, HasHunksWithContextAndAnEndWithoutLine) {
  EXPECT_EQ(UnifiedDiff("a\n", "a\n", "x"), "");
  EXPECT_EQ(UnifiedDiff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "x.ino"),
            "--- x.ino\n+++ x.ino\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(UnifiedDiff("a", "a\n", "x"), "--- x\n+++ x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  EXPECT_EQ(UnifiedDiff("", "a\n", "x"), "--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n");
}

}  // namespace
}  // namespace autopilot
