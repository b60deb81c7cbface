#include "stage/dp_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

/// Two classes of colours that sum to one, six rows each.
DataTable Colours() {
  DataTable data;
  data.feature_names = {"Red", "Green", "Blue"};
  data.classes = {{"Apple", 6, {}}, {"Banana", 6, {}}};
  data.rows_sum_to_one = true;
  for (int row = 0; row < 12; ++row) {
    const double red = 0.4 + 0.01 * row;
    data.features.push_back({red, 0.3, 0.7 - red});
    data.label_index.push_back(row % 2);
    data.label_text.push_back(row % 2 == 0 ? "apple" : "banana");
  }
  return data;
}

std::string FirstCause(const std::vector<Finding>& findings) {
  return findings.empty() ? "" : findings.front().root_cause;
}

class DpCheckTest : public testing::Test {
 protected:
  std::string Cause(const OperationRules& rules = {"clean", {}, false, false, false}) const {
    return FirstCause(CheckTable(before_, after_, data_, rules));
  }
  DataTable data_ = Colours();
  Table before_ = TableOf(data_);
  Table after_ = before_;
};

TEST_F(DpCheckTest, AnUnchangedTablePasses) { EXPECT_EQ(Cause(), ""); }

TEST_F(DpCheckTest, AnotherOrderOfRowsPasses) {
  std::reverse(after_.rows.begin(), after_.rows.end());
  EXPECT_EQ(Cause(), "");
}

TEST_F(DpCheckTest, RowsThatVanishNeedAReason) {
  after_.rows.pop_back();
  EXPECT_EQ(Cause(), "rows_lost");
  EXPECT_EQ(Cause({"outliers", {11}, false, false, false}), "");
}

TEST_F(DpCheckTest, LabelsMustStayWithTheirRows) {
  std::swap(after_.rows[0].label, after_.rows[1].label);
  EXPECT_EQ(Cause(), "labels_shuffled");
}

TEST_F(DpCheckTest, AClassMustNotVanish) {
  std::set<int> all;
  after_.rows.clear();
  for (const TableRow& row : before_.rows) {
    all.insert(row.row);
    if (row.label == "Apple") after_.rows.push_back(row);
  }
  EXPECT_EQ(Cause({"outliers", all, false, false, false}), "class_lost");
}

TEST_F(DpCheckTest, SharesMustStillSumToOne) {
  for (TableRow& row : after_.rows) row.values[0] *= 2;
  EXPECT_EQ(Cause({"scale", {}, false, false, true}), "rescaled_normalised");
}

TEST_F(DpCheckTest, ValuesChangeOnlyWhereTheOperationMay) {
  std::swap(after_.rows[0].values[0], after_.rows[0].values[2]);
  EXPECT_EQ(Cause(), "rescaled_normalised");
  EXPECT_EQ(Cause({"clip", {}, false, false, true}), "");
}

TEST_F(DpCheckTest, RowsAreNotDoubledOrInvented) {
  after_.rows.push_back(after_.rows[0]);
  EXPECT_EQ(Cause(), "script_failed");
  after_.rows.back().copy = 1;
  EXPECT_EQ(Cause(), "script_failed");
  EXPECT_EQ(Cause({"augment", {}, true, false, false}), "");
  after_.rows.back().row = 99;
  EXPECT_EQ(Cause({"augment", {}, true, false, false}), "script_failed");
}

TEST_F(DpCheckTest, ValuesMustBeNumbers) {
  after_.rows[3].values[1] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Cause({"scale", {}, false, false, true}), "script_failed");
}

TEST_F(DpCheckTest, UndersamplingMustEndBalanced) {
  const OperationRules rules{"balance", {}, false, true, false};
  after_.rows.pop_back();
  EXPECT_EQ(Cause(rules), "rows_lost");
  before_.rows.pop_back();  // 6 and 5: taking one apple away balances.
  after_ = before_;
  after_.rows.erase(after_.rows.begin());
  EXPECT_EQ(Cause(rules), "");
}

TEST_F(DpCheckTest, EncodingFollowsTheModelsOrder) {
  EXPECT_EQ(FirstCause(CheckEncoding(after_, data_)), "label_lost");
  after_.encoded = true;
  for (TableRow& row : after_.rows) row.encoded = row.label == "Apple" ? 0 : 1;
  EXPECT_EQ(FirstCause(CheckEncoding(after_, data_)), "");
  after_.rows[4].encoded = 1;
  EXPECT_EQ(FirstCause(CheckEncoding(after_, data_)), "label_order");
}

class SplitCheckTest : public DpCheckTest {
 protected:
  void SetUp() override {
    for (const TableRow& row : before_.rows) (row.row < 8 ? train_ : test_).rows.push_back(row);
  }
  std::string SplitCause(double fraction = 0.33) const {
    return FirstCause(CheckSplit(before_, train_, test_, fraction, false));
  }
  Table train_, test_;
};

TEST_F(SplitCheckTest, ACleanSplitPasses) { EXPECT_EQ(SplitCause(), ""); }
TEST_F(SplitCheckTest, ATestRowInTrainingIsALeak) {
  train_.rows.push_back(test_.rows[0]);
  EXPECT_EQ(SplitCause(), "train_test_leak");
}
TEST_F(SplitCheckTest, AnEqualRowInTrainingIsALeak) {
  train_.rows[0].values = test_.rows[0].values;
  EXPECT_EQ(SplitCause(), "train_test_leak");
}
TEST_F(SplitCheckTest, DerivedRowsAreNotTested) {
  test_.rows[0].copy = 1;
  EXPECT_EQ(SplitCause(), "train_test_leak");
}
TEST_F(SplitCheckTest, EveryRowIsOnASide) {
  test_.rows.pop_back();
  EXPECT_EQ(SplitCause(), "rows_lost");
}
TEST_F(SplitCheckTest, TheShareIsAsAsked) { EXPECT_EQ(SplitCause(0.1), "rows_lost"); }
TEST_F(SplitCheckTest, EveryClassIsOnBothSides) {
  train_.rows.clear();
  test_.rows.clear();
  for (const TableRow& row : before_.rows) (row.label == "Apple" ? train_ : test_).rows.push_back(row);
  EXPECT_EQ(SplitCause(0.5), "class_lost");
}

class TableFileTest : public DpCheckTest {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("autopilot-table-test-");
    ASSERT_OK(folder);
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
  }
  std::string CauseOf(const std::string& content) {
    EXPECT_OK(WriteFile(folder_->path() / "t.csv", content));
    return FirstCause(
        ReadTable(folder_->path() / "t.csv", data_.feature_names, std::filesystem::file_time_type::min()).findings);
  }
  std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(TableFileTest, SurvivesARoundTrip) {
  before_.rows[0].values[0] = 1.0 / 3;
  before_.rows[1].values[2] = std::numeric_limits<double>::quiet_NaN();
  before_.rows[2].label = "a \"red\", big apple";
  ASSERT_OK(WriteFile(folder_->path() / "t.csv", RenderTable(before_, data_.feature_names)));
  const TableReading reading =
      ReadTable(folder_->path() / "t.csv", data_.feature_names, std::filesystem::file_time_type::min());
  ASSERT_TRUE(reading.findings.empty()) << reading.findings.front().message;
  ASSERT_EQ(reading.table.rows.size(), before_.rows.size());
  EXPECT_EQ(reading.table.rows[0].values[0], 1.0 / 3);
  EXPECT_TRUE(std::isnan(reading.table.rows[1].values[2]));
  EXPECT_EQ(reading.table.rows[2].label, before_.rows[2].label);
}

TEST_F(TableFileTest, WhatIsWrongWithAFileHasAName) {
  EXPECT_EQ(CauseOf("row,copy,Red,Green,Blue,label\n"), "artifact_empty");
  EXPECT_EQ(CauseOf("row,copy,Red,Green,Blue\n0,0,1,2,3\n"), "label_lost");
  EXPECT_EQ(CauseOf("row,copy,Red,Blue,label\n0,0,1,2,apple\n"), "script_failed");
  EXPECT_EQ(CauseOf("row,copy,Red,Green,Blue,label\n0,0,1,two,3,apple\n"), "script_failed");
  const auto missing = ReadTable(folder_->path() / "none.csv", data_.feature_names, {});
  EXPECT_EQ(FirstCause(missing.findings), "artifact_missing");
  const auto future = std::filesystem::file_time_type::clock::now() + std::chrono::hours(1);
  EXPECT_EQ(FirstCause(ReadTable(folder_->path() / "t.csv", data_.feature_names, future).findings), "artifact_stale");
}

}  // namespace
}  // namespace autopilot
