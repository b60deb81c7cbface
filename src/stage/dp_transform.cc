#include "stage/dp_transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using RowKey = std::pair<int, int>;

constexpr double kTolerance = 1e-6;  // Of a value of about 1: both sides compute the same in double.

/// What can be asked for; each has its paragraph in prompts/dp/transform.mustache.
constexpr std::array<const char*, 10> kTasks = {
    "clean_drop",     "clean_fill",    "outliers_drop",      "outliers_clip",       "scale_minmax",
    "scale_standard", "encode_sorted", "encode_model_order", "balance_undersample", "balance_oversample"};
constexpr const char* kJitter = "augment_jitter";

bool LeftToChance(const std::string& operation) { return operation == "balance" || operation == "augment"; }

std::map<RowKey, const TableRow*> ByKey(const Table& table) {
  std::map<RowKey, const TableRow*> rows;
  for (const TableRow& row : table.rows) rows[{row.row, row.copy}] = &row;
  return rows;
}

std::map<std::string, int> RowsByLabel(const Table& table) {
  std::map<std::string, int> count;
  for (const TableRow& row : table.rows) ++count[row.label];
  return count;
}

bool Close(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= kTolerance * std::max(1.0, std::abs(b));
}

bool SameRow(const TableRow& a, const TableRow& b) {
  return a.label == b.label && a.encoded == b.encoded && a.values.size() == b.values.size() &&
         std::equal(a.values.begin(), a.values.end(), b.values.begin(), Close);
}

Finding NotDone(const std::string& operation, std::string message) {
  Finding finding;
  finding.rule = "artifacts/" + operation;
  finding.root_cause = "script_failed";
  finding.message = std::move(message);
  finding.next = "do exactly what the task asks for";
  return finding;
}

std::string Listed(const std::vector<double>& values) { return fmt::format("[{:.6g}]", fmt::join(values, ", ")); }

/// A row as the model sees it; `number` is its place in the table.
std::string Line(const TableRow& row, std::size_t number, bool encoded) {
  std::string text = std::to_string(number);
  for (const double value : row.values) text += std::isnan(value) ? ",NaN" : fmt::format(",{:.6g}", value);
  text += "," + row.label;
  if (encoded) text += "," + std::to_string(row.encoded);
  return text;
}

/// Rows that the operation changes or takes away, and one that it leaves alone.
std::vector<std::size_t> ExampleRows(const TransformTask& task) {
  const auto own = ByKey(task.own);
  std::vector<std::size_t> touched, untouched;
  for (std::size_t i = 0; i < task.before.rows.size(); ++i) {
    const TableRow& row = task.before.rows[i];
    const auto found = own.find({row.row, row.copy});
    const bool same = found != own.end() && SameRow(row, *found->second);
    (same ? untouched : touched).push_back(i);
  }
  touched.resize(std::min<std::size_t>(touched.size(), 2));
  untouched.resize(std::min<std::size_t>(untouched.size(), 1));
  touched.insert(touched.end(), untouched.begin(), untouched.end());
  std::sort(touched.begin(), touched.end());
  return touched;
}

void PutExample(const TransformTask& task, const std::vector<std::string>& features, json& values) {
  const std::string header = fmt::format("row,{},label", fmt::join(features, ","));
  std::string before = header + (task.before.encoded ? ",class" : "");
  std::string after = header + (task.own.encoded ? ",class" : "");
  const auto own = ByKey(task.own);
  for (const std::size_t i : ExampleRows(task)) {
    const TableRow& row = task.before.rows[i];
    before += "\n" + Line(row, i, task.before.encoded);
    const auto found = own.find({row.row, row.copy});
    if (found != own.end()) after += "\n" + Line(*found->second, i, task.own.encoded);
  }
  values["has_example"] = !LeftToChance(task.operation);
  values["example_before"] = before;
  values["example_after"] = after;
}

json ColumnFacts(const Table& table, const std::vector<std::string>& features) {
  json columns = json::array();
  for (std::size_t i = 0; i < features.size(); ++i) {
    double low = INFINITY;
    double high = -INFINITY;
    for (const TableRow& row : table.rows) {
      if (std::isnan(row.values[i])) continue;
      low = std::min(low, row.values[i]);
      high = std::max(high, row.values[i]);
    }
    columns.push_back(
        {{"name", features[i]}, {"low", fmt::format("{:.4g}", low)}, {"high", fmt::format("{:.4g}", high)}});
  }
  return columns;
}

/// "Apple 0, Banana 1": the class numbers that the choice gives.
std::string ClassNumbers(const Table& own) {
  std::map<int, std::string> numbers;
  for (const TableRow& row : own.rows) {
    if (row.encoded >= 0) numbers[row.encoded] = row.label;
  }
  std::vector<std::string> parts;
  for (const auto& [number, label] : numbers) parts.push_back(fmt::format("{} is {}", label, number));
  return fmt::format("{}", fmt::join(parts, ", "));
}

json PromptValues(const OperationContext& facts, const TransformTask& task, int seed) {
  const std::vector<std::string>& features = facts.contract.data.feature_names;
  const auto before = RowsByLabel(task.before);
  const auto after = RowsByLabel(task.own);
  json classes = json::array();
  std::vector<std::string> labels;
  int smallest = static_cast<int>(task.before.rows.size());
  int largest = 0;
  for (const auto& [label, count] : before) {
    const auto found = after.find(label);
    classes.push_back({{"label", label}, {"before", count}, {"after", found == after.end() ? 0 : found->second}});
    labels.push_back(label);
    smallest = std::min(smallest, count);
    largest = std::max(largest, count);
  }
  json values = {{"rows", task.before.rows.size()},
                 {"last_row", task.before.rows.size() - 1},
                 {"columns", ColumnFacts(task.before, features)},
                 {"labels", fmt::format("{}", fmt::join(labels, ", "))},
                 {"has_class", task.before.encoded},
                 {"feature_list", fmt::format("{}", fmt::join(features, ", "))},
                 {"numbers", ClassNumbers(task.own)},
                 {"seed", seed},
                 {"smallest", smallest},
                 {"largest", largest},
                 {"sums_to_one", facts.facts.sums_to_one},
                 {"classes", classes}};
  for (const char* name : kTasks) values[name] = false;
  values[kJitter] = false;
  values[task.operation + "_" + task.choice] = true;
  PutExample(task, features, values);
  return values;
}

}  // namespace

bool CanBeTransform(const std::string& operation, const std::string& choice) {
  const std::string name = operation + "_" + choice;
  return name == kJitter || std::find(kTasks.begin(), kTasks.end(), name) != kTasks.end();
}

std::vector<Finding> CheckCarriedOut(const TransformTask& task, const Table& after) {
  if (LeftToChance(task.operation)) {
    const auto made = RowsByLabel(after);
    for (const auto& [label, count] : RowsByLabel(task.own)) {
      const auto found = made.find(label);
      const int rows = found == made.end() ? 0 : found->second;
      if (rows == count) continue;
      Finding finding =
          NotDone(task.operation, fmt::format("class {} has another number of rows than asked for", label));
      finding.counterexample = {label, fmt::format("{} rows", count), fmt::format("{} rows", rows)};
      return {finding};
    }
    return {};
  }
  const auto own = ByKey(task.own);
  for (const TableRow& row : after.rows) {
    const auto found = own.find({row.row, row.copy});
    if (found == own.end()) {
      Finding finding = NotDone(task.operation, fmt::format("row {} should be gone and is still there", row.row));
      finding.counterexample = {Listed(row.values), "left out", "kept"};
      return {finding};
    }
    if (!SameRow(row, *found->second)) {
      Finding finding = NotDone(task.operation, fmt::format("row {} is not what the task asks for", row.row));
      finding.counterexample = {fmt::format("row {}", row.row), Listed(found->second->values), Listed(row.values)};
      return {finding};
    }
  }
  return {};
}

Result<WrittenFunction> WriteTransform(StageContext& context, const OperationContext& facts, const TransformTask& task,
                                       const fs::path& folder, Table& table) {
  const std::vector<std::string>& features = facts.contract.data.feature_names;
  const FunctionTask question = {"dp", "transform_" + task.operation, "dp/transform", "transform",
                                 PromptValues(facts, task, context.seed)};
  const TryFunction run = [&](const std::string& code, int attempt) -> Result<Verdict> {
    const fs::path place = folder / question.step / fmt::format("attempt-{}", attempt);
    AUTOPILOT_CHECK(WriteFile(place / "in.csv", RenderTable(task.before, features)));
    const auto since = fs::last_write_time(place / "in.csv");
    const json request = {
        {"task", "dp_transform"}, {"code", code}, {"input", "in.csv"}, {"output", "out.csv"}, {"features", features}};
    AUTOPILOT_TRY(answer, context.worker.Call(request, {}, place));
    if (const std::string error = answer.value("error_text", ""); !error.empty()) {
      Finding finding = NotDone(task.operation, "the function fails: " + error);
      finding.line = answer.value("line", 0);
      finding.next = "mend the function";
      return VerdictOf(context.causes, "artifacts", {finding});
    }
    TableReading reading = ReadTable(place / "out.csv", features, since);
    std::vector<Finding> findings = std::move(reading.findings);
    if (findings.empty()) {
      AUTOPILOT_TRY(found, task.check(reading.table));
      findings = std::move(found);
    }
    if (findings.empty()) findings = CheckCarriedOut(task, reading.table);
    Verdict verdict = VerdictOf(context.causes, "artifacts", std::move(findings));
    if (verdict.passed()) table = std::move(reading.table);
    return verdict;
  };
  return WriteFunction(context, question, run);
}

}  // namespace autopilot
