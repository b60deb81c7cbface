#include "gate/report_reader.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

class ReportReaderTest : public testing::Test {
 protected:
  std::optional<std::size_t> Read(const std::vector<std::string>& lines) const { return reader_.Read(lines); }
  ReportReader reader_{{"Apple", "Banana", "Orange"},
                       {{"apple", {"🍎", "🍏", "äpfel"}}, {"banana", {"🍌", "plátano"}}, {"orange", {"🍊"}}}};
};

TEST_F(ReportReaderTest, ReadsNamesInAnyCaseAndEmoji) {
  EXPECT_EQ(Read({"Result: BANANA!"}), 1u);
  EXPECT_EQ(Read({"🍏"}), 0u);
  EXPECT_EQ(Read({"Orange 🍊"}), 2u);
  EXPECT_EQ(Read({"class_apple"}), 0u);
}

TEST_F(ReportReaderTest, ReadsOtherLanguagesAndPlurals) {
  EXPECT_EQ(Read({"PLÁTANO"}), 1u);
  EXPECT_EQ(Read({"Äpfel"}), 0u);
  EXPECT_EQ(Read({"I see oranges"}), 2u);
}

TEST_F(ReportReaderTest, ANamePartOfAnotherWordIsNoName) { EXPECT_EQ(Read({"pineapples are not sold"}), std::nullopt); }

TEST_F(ReportReaderTest, TheLargestScoreOfATableWins) {
  EXPECT_EQ(Read({"Apple: 0.10 Banana: 0.85 Orange: 0.05"}), 1u);
  EXPECT_EQ(Read({"Apple: 0.10", "Banana: 0.05", "Orange: 0.85"}), 2u);
  EXPECT_EQ(Read({"🍎 9% | 🍌 89% | 🍊 2%"}), 1u);
  EXPECT_EQ(Read({"0.10 Apple, 0.05 Banana, 0.85 Orange"}), 2u);
  EXPECT_EQ(Read({"Apple 🍎: 1.00e-01 Banana 🍌: 8.50e-01 Orange 🍊: 5.00e-02"}), 1u);
}

TEST_F(ReportReaderTest, ASingleNameBesideATableIsTheAnswer) {
  EXPECT_EQ(Read({"Apple: 0.10 Banana: 0.85 Orange: 0.05", "It is a Banana"}), 1u);
  EXPECT_EQ(Read({"Apple: 0.10 Banana: 0.85 Orange: 0.05 => Apple"}), 0u);
  EXPECT_EQ(Read({"Apple: 0.10", "Banana: 0.85", "Orange: 0.05", "Detected: Apple (0.10)"}), 0u);
}

TEST_F(ReportReaderTest, TwoLinesForOneResult) {
  EXPECT_EQ(Read({"Class: Apple", "Confidence: 0.93"}), 0u);
  EXPECT_EQ(Read({"Is it an apple or a banana?", "Banana: 0.93"}), 1u);
}

TEST_F(ReportReaderTest, ANumberIsReadByTheLegendPrintedBefore) {
  reader_.LearnLegend({"Ready.", "Classes: 0=Apple, 1=Banana, 2=Orange"});
  EXPECT_EQ(Read({"2"}), 2u);
  EXPECT_EQ(Read({"class 1 (0.97)"}), 1u);
  EXPECT_EQ(Read({"Predicted class: 0", "Confidence: 0.97"}), 0u);
  EXPECT_EQ(Read({"0: 0.01  1: 0.02  2: 0.97"}), 2u);
  EXPECT_EQ(Read({"0: 0.01", "1: 0.98", "2: 0.01"}), 1u);
  EXPECT_EQ(Read({"R=120 G=60 B=1"}), std::nullopt);
  EXPECT_EQ(Read({"7"}), std::nullopt);
  EXPECT_EQ(Read({"2", "It is an apple"}), 0u);
}

TEST_F(ReportReaderTest, ALegendMayCountOtherwiseAndStandOnSeveralLines) {
  reader_.LearnLegend({"[1] Banana", "[2] Orange", "[3] Apple"});
  EXPECT_EQ(Read({"3"}), 0u);
  EXPECT_EQ(Read({"0"}), std::nullopt);
}

TEST_F(ReportReaderTest, ClassesListedInOrderAreALegendToo) {
  reader_.LearnLegend({"labels: Banana 🍌, Apple 🍎, Orange 🍊"});
  EXPECT_EQ(Read({"1"}), 0u);
  EXPECT_EQ(Read({"0.01, 0.01, 0.98"}), 2u);
}

TEST_F(ReportReaderTest, HalfALegendExplainsNothing) {
  reader_.LearnLegend({"0 is an Apple", "bananas and oranges follow"});
  EXPECT_EQ(Read({"0"}), std::nullopt);
}

TEST_F(ReportReaderTest, NothingReadable) {
  EXPECT_EQ(Read({"2"}), std::nullopt);
  EXPECT_EQ(Read({}), std::nullopt);
  EXPECT_EQ(Read({"Apple or Banana"}), std::nullopt);
  EXPECT_EQ(Read({"0.01, 0.01, 0.98"}), std::nullopt);
}

}  // namespace
}  // namespace autopilot
