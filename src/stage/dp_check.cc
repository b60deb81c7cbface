#include "stage/dp_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace autopilot {
namespace {

constexpr double kSumTolerance = 0.02;
constexpr double kShareTolerance = 0.06;

Finding Fault(const std::string& operation, const std::string& cause, std::string message) {
  Finding finding;
  finding.rule = "artifacts/" + operation;
  finding.root_cause = cause;
  finding.message = std::move(message);
  return finding;
}

std::string Listed(const std::vector<double>& values) { return fmt::format("[{:.4g}]", fmt::join(values, ", ")); }

std::map<std::string, int> RowsByLabel(const Table& table) {
  std::map<std::string, int> count;
  for (const TableRow& row : table.rows) ++count[row.label];
  return count;
}

/// Follows every row by its index; keeps the first example of each fault.
class TableCheck {
 public:
  TableCheck(const Table& before, const Table& after, const DataTable& data, const OperationRules& rules)
      : after_(after), data_(data), rules_(rules) {
    for (const TableRow& row : before.rows) before_[{row.row, row.copy}] = &row;
    labels_before_ = RowsByLabel(before);
  }

  std::vector<Finding> Run() {
    for (const TableRow& row : after_.rows) CheckRow(row);
    // A lost class is also lost rows: the first finding is the one that says what happened.
    CheckClasses();
    CheckVanished();
    return std::move(findings_);
  }

 private:
  Finding* Report(const std::string& cause, std::string message) {
    const bool known = std::any_of(findings_.begin(), findings_.end(),
                                   [&](const Finding& finding) { return finding.root_cause == cause; });
    if (known) return nullptr;
    findings_.push_back(Fault(rules_.operation, cause, std::move(message)));
    return &findings_.back();
  }

  void CheckRow(const TableRow& row) {
    if (row.row < 0 || static_cast<std::size_t>(row.row) >= data_.size()) {
      Report("script_failed", fmt::format("row {} is not in the data set", row.row));
      return;
    }
    if (!seen_.insert({row.row, row.copy}).second) {
      Report("script_failed", fmt::format("row {} stands there twice", row.row));
    }
    const std::string label = LabelOf(data_, static_cast<std::size_t>(row.row));
    if (row.label != label) {
      if (Finding* fault = Report("labels_shuffled", fmt::format("row {} has another row's label", row.row))) {
        fault->counterexample = {fmt::format("row {}", row.row), label, row.label};
      }
    }
    CheckValues(row);
  }

  void CheckValues(const TableRow& row) {
    if (std::any_of(row.values.begin(), row.values.end(), [](double value) { return std::isinf(value); })) {
      Report("script_failed", fmt::format("row {} holds a value that is not finite", row.row));
    }
    const auto found = before_.find({row.row, row.copy});
    if (found == before_.end()) {
      if (!rules_.may_copy || row.copy == 0) {
        Report("script_failed", fmt::format("row {} was not there before", row.row));
      }
    } else if (!rules_.may_change && !Equal(found->second->values, row.values)) {
      if (Finding* fault = Report("rescaled_normalised", fmt::format("the values of row {} changed", row.row))) {
        fault->counterexample = {fmt::format("row {}", row.row), Listed(found->second->values), Listed(row.values)};
      }
    }
    const double sum = std::accumulate(row.values.begin(), row.values.end(), 0.0);
    if (data_.rows_sum_to_one && !(std::abs(sum - 1) <= kSumTolerance)) {
      if (Finding* fault = Report("rescaled_normalised", "rows that summed to one no longer do")) {
        fault->counterexample = {fmt::format("row {}", row.row), "a sum of 1", fmt::format("{:.4g}", sum)};
      }
    }
  }

  static bool Equal(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
             return x == y || (std::isnan(x) && std::isnan(y));
           });
  }

  void CheckVanished() {
    int unexplained = 0;
    int first = -1;
    for (const auto& [key, row] : before_) {
      if (seen_.count(key) || rules_.may_vanish.count(row->row)) continue;
      if (first < 0) first = row->row;
      ++unexplained;
    }
    if (unexplained == 0) return;
    if (rules_.may_undersample) {
      const auto after = RowsByLabel(after_);
      const auto smallest = std::min_element(labels_before_.begin(), labels_before_.end(),
                                             [](const auto& a, const auto& b) { return a.second < b.second; });
      const bool balanced =
          std::all_of(after.begin(), after.end(), [&](const auto& entry) { return entry.second == smallest->second; });
      if (balanced) return;
    }
    Report("rows_lost", fmt::format("{} rows vanished without a reason, row {} first", unexplained, first));
  }

  void CheckClasses() {
    const auto after = RowsByLabel(after_);
    for (const auto& [label, count] : labels_before_) {
      if (after.count(label) == 0) Report("class_lost", fmt::format("no row of class {} is left", label));
    }
  }

  const Table& after_;
  const DataTable& data_;
  const OperationRules& rules_;
  std::map<std::pair<int, int>, const TableRow*> before_;
  std::map<std::string, int> labels_before_;
  std::set<std::pair<int, int>> seen_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckTable(const Table& before, const Table& after, const DataTable& data,
                                const OperationRules& rules) {
  return TableCheck(before, after, data, rules).Run();
}

std::vector<Finding> CheckEncoding(const Table& after, const DataTable& data) {
  if (!after.encoded) return {Fault("encode", "label_lost", "there is no column class")};
  for (const TableRow& row : after.rows) {
    const int expected = data.label_index[static_cast<std::size_t>(row.row)];
    if (row.encoded == expected) continue;
    Finding fault = Fault("encode", "label_order", "class numbers do not match the model's outputs");
    fault.counterexample = {row.label, std::to_string(expected), std::to_string(row.encoded)};
    return {fault};
  }
  return {};
}

std::vector<Finding> CheckSplit(const Table& whole, const Table& train, const Table& test, double fraction,
                                bool windowed) {
  std::set<int> trained;
  std::set<std::pair<std::vector<double>, std::string>> values;
  for (const TableRow& row : train.rows) {
    trained.insert(row.row);
    values.insert({row.values, row.label});
  }
  for (const TableRow& row : test.rows) {
    if (row.copy != 0) return {Fault("split", "train_test_leak", "a derived row is used as a test row")};
    if (trained.count(row.row) || (!windowed && values.count({row.values, row.label}))) {
      Finding leak = Fault("split", "train_test_leak", "a test row also stands in the training set");
      leak.counterexample = {fmt::format("row {}", row.row), "on one side only", Listed(row.values)};
      return {leak};
    }
  }
  std::vector<Finding> findings;
  std::set<int> placed = trained;
  for (const TableRow& row : test.rows) placed.insert(row.row);
  for (const TableRow& row : whole.rows) {
    if (placed.count(row.row)) continue;
    findings.push_back(Fault("split", "rows_lost", fmt::format("row {} is on neither side", row.row)));
    break;
  }
  const auto in_train = RowsByLabel(train);
  const auto in_test = RowsByLabel(test);
  for (const auto& [label, count] : RowsByLabel(whole)) {
    if (in_train.count(label) && in_test.count(label)) continue;
    findings.push_back(Fault("split", "class_lost", fmt::format("class {} is missing on one side", label)));
    break;
  }
  const auto originals = std::count_if(whole.rows.begin(), whole.rows.end(), [](const auto& row) { return !row.copy; });
  const double share = static_cast<double>(test.rows.size()) / static_cast<double>(std::max<long>(1, originals));
  if (std::abs(share - fraction) > kShareTolerance) {
    findings.push_back(
        Fault("split", "rows_lost",
              fmt::format("{:.0f} % of the rows are test rows, {:.0f} % were asked for", share * 100, fraction * 100)));
  }
  return findings;
}

}  // namespace autopilot
