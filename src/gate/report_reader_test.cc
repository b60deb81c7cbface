#include "gate/report_reader.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

class ReportReaderTest : public testing::Test {
 protected:
  std::optional<std::size_t> Read(const std::vector<std::string>& lines) const { return reader_.Read(lines); }
  ReportReader reader_{{"Apple", "Banana", "Orange"}, {{"apple", {"🍎", "🍏"}}, {"banana", {"🍌"}}, {"orange", {"🍊"}}}};
};

TEST_F(ReportReaderTest, ReadsNamesInAnyCaseAndEmoji) {
  EXPECT_EQ(Read({"Result: BANANA!"}), 1u);
  EXPECT_EQ(Read({"🍏"}), 0u);
  EXPECT_EQ(Read({"Orange 🍊"}), 2u);
}

TEST_F(ReportReaderTest, ANamePartOfAnotherWordIsNoName) { EXPECT_EQ(Read({"pineapples are not sold"}), std::nullopt); }

TEST_F(ReportReaderTest, TheLargestScoreOfATableWins) {
  EXPECT_EQ(Read({"Apple: 0.10 Banana: 0.85 Orange: 0.05"}), 1u);
  EXPECT_EQ(Read({"Apple: 0.10", "Banana: 0.05", "Orange: 0.85"}), 2u);
}

TEST_F(ReportReaderTest, ASingleNameBesideATableIsTheAnswer) {
  EXPECT_EQ(Read({"Apple: 0.10 Banana: 0.85 Orange: 0.05", "It is a Banana"}), 1u);
}

TEST_F(ReportReaderTest, TwoLinesForOneResult) { EXPECT_EQ(Read({"Class: Apple", "Confidence: 0.93"}), 0u); }

TEST_F(ReportReaderTest, NothingReadable) {
  EXPECT_EQ(Read({"2"}), std::nullopt);
  EXPECT_EQ(Read({}), std::nullopt);
  EXPECT_EQ(Read({"Apple or Banana"}), std::nullopt);
}

}  // namespace
}  // namespace autopilot
