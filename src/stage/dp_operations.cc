#include "stage/dp_operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kBalancedRatio = 1.5;
constexpr int kEnoughRows = 50;
constexpr int kFewestTestRows = 5;
constexpr int kFewestGroups = 10;  // One a fold of the split.
constexpr double kRareShare = 0.05;
constexpr std::size_t kMostColumns = 16;  // That a prompt shows one by one.
// When columns are scaled before a training: how many times the deviation of one may be that of another, how large a
// value may be, and how many deviations from the mean.
constexpr double kUnlike = 10;
constexpr double kFar = 10;
constexpr double kTail = 6;

bool Windowed(const OperationContext& context) { return context.contract.sensor_use.window > 1; }

Question CleanQuestion(const OperationContext& context) {
  const PlanFacts& facts = context.facts;
  Question question;
  std::string keep, drop, fill;
  if (facts.missing_rows == 0) {
    drop = fill = "no value is missing";
    if (facts.duplicate_rows > 0) {
      question.note = fmt::format("the {} rows that equal an earlier one are repeated measurements, not errors",
                                  facts.duplicate_rows);
    }
  } else {
    keep = fmt::format("{} rows have missing values, which the model cannot take", facts.missing_rows);
    if (Windowed(context)) drop = "a recording must not have gaps";
    if (context.contract.data.rows_sum_to_one) fill = "a row filled in no longer sums to one";
  }
  question.options = {{"none", keep}, {"drop", drop}, {"fill", fill}};
  question.preference = {"none", "drop", "fill"};
  return question;
}

Question OutliersQuestion(const OperationContext& context) {
  const int count = static_cast<int>(context.facts.outliers.size());
  std::string drop, clip;
  if (count == 0) {
    drop = clip = "no row lies beyond 3 standard deviations of its class";
  } else if (Windowed(context)) {
    drop = clip = "a reading cannot be taken out of a recording";
  } else {
    if (count > kRareShare * context.facts.rows) {
      drop = fmt::format("{} of {} rows are too many to be errors", count, context.facts.rows);
    }
    if (context.facts.sums_to_one) clip = "a row with one value clipped no longer sums to one";
  }
  Question question;
  question.options = {{"keep", ""}, {"drop", drop}, {"clip", clip}};
  question.preference = {"keep"};
  return question;
}

/// Why a small network would not learn from the columns as they are; empty where it would.
std::string WhyScale(const DataTable& data) {
  double least = 0;
  double most = 0;
  double furthest = 0;
  for (const ColumnFacts& column : data.facts) {
    if (column.deviation <= 0) continue;
    least = least == 0 ? column.deviation : std::min(least, column.deviation);
    most = std::max(most, column.deviation);
    furthest = std::max({furthest, std::abs(column.minimum), std::abs(column.maximum)});
  }
  if (most > kUnlike * least) {
    return fmt::format("the columns deviate by {:.3g} to {:.3g}, too unlike for a new network", least, most);
  }
  if (furthest > kFar) return fmt::format("values up to {:.3g} are too large for a new network", furthest);
  return "";
}

/// Some column has values many deviations from its mean, which the standard score makes large.
bool HasTails(const DataTable& data) {
  return std::any_of(data.facts.begin(), data.facts.end(), [](const ColumnFacts& column) {
    const double reach = std::max(column.maximum - column.mean, column.mean - column.minimum);
    return reach > kTail * column.deviation && column.deviation > 0;
  });
}

Question ScaleQuestion(const OperationContext& context) {
  const Contract& contract = context.contract;
  const bool trains = contract.application.Trains();
  std::string reason;
  if (context.facts.sums_to_one) {
    reason = "the rows already sum to one, so scaling them again is forbidden";
  } else if (contract.sensor && !trains) {
    reason = "the sensor's map yields the model's inputs as they stand in the data, so scaling is forbidden";
  } else if (contract.keras) {
    reason = "the model is already trained on the values as they stand in the data";
  }
  Question question;
  question.options = {
      {"none", trains && reason.empty() ? WhyScale(contract.data) : ""}, {"minmax", reason}, {"standard", reason}};
  question.preference = {"none"};
  if (!trains || !reason.empty()) return question;
  question.preference = HasTails(contract.data) ? std::vector<std::string>{"minmax", "standard", "none"}
                                                : std::vector<std::string>{"standard", "minmax", "none"};
  question.note = "what scales is measured on the training rows and goes into the sketch as constants";
  return question;
}

Question EncodeQuestion(const OperationContext& context) {
  const bool labels = !context.contract.application.labels.empty();
  Question question;
  question.options = {{"model_order", labels ? "" : "the application names no labels"},
                      {"sorted", labels ? "the model's outputs stand in the order of [model] labels" : ""}};
  question.preference = {"model_order", "sorted"};
  return question;
}

Question BalanceQuestion(const OperationContext& context) {
  std::string reason;
  if (Windowed(context)) {
    reason = "readings cannot be taken out of a recording or repeated in it";
  } else if (context.facts.class_ratio < kBalancedRatio) {
    reason = fmt::format("the largest class has {:.2f} times the rows of the smallest, less than {}",
                         context.facts.class_ratio, kBalancedRatio);
  }
  Question question;
  question.options = {{"none", ""}, {"undersample", reason}, {"oversample", reason}};
  question.preference = {"none"};
  return question;
}

Question AugmentQuestion(const OperationContext& context) {
  std::string reason;
  if (Windowed(context)) {
    reason = "a reading cannot be added to a recording";
  } else if (context.facts.SmallestClass() >= kEnoughRows) {
    reason = fmt::format("every class has at least {} rows, {} are enough", context.facts.SmallestClass(), kEnoughRows);
  }
  Question question;
  question.options = {{"none", ""}, {"jitter", reason}};
  question.preference = {"none"};
  return question;
}

Question SplitQuestion(const OperationContext& context) {
  const PlanFacts& facts = context.facts;
  Question question;
  bool possible = false;
  for (const auto& [name, fraction] : {std::pair("0.1", 0.1), std::pair("0.2", 0.2), std::pair("0.3", 0.3)}) {
    std::string reason;
    if (facts.FewestGroups() < kFewestGroups) {
      reason = fmt::format("a class has only {} different {}, too few for both sides", facts.FewestGroups(),
                           Windowed(context) ? "windows" : "rows");
    } else if (facts.SmallestClass() * fraction < kFewestTestRows) {
      reason = fmt::format("a share of {} leaves fewer than {} test rows of the smallest class", name, kFewestTestRows);
    }
    possible = possible || reason.empty();
    question.options.push_back({name, reason});
  }
  question.options.push_back({"none", possible ? "there are rows enough for a test set" : ""});
  question.preference = {"0.2", "0.3", "0.1"};
  return question;
}

/// Of a table that is wider than a prompt can show, the first columns and the last.
std::string ColumnNames(const std::vector<std::string>& names) {
  if (names.size() <= kMostColumns) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{}, {}, ..., {} ({} in all)", names[0], names[1], names.back(), names.size());
}

json OutlierFactsForPrompt(const OperationContext& context) {
  const std::vector<std::string>& names = context.contract.data.feature_names;
  json list = json::array();
  for (const OutlierFacts& outlier : context.facts.outliers) {
    if (list.size() == 5) break;
    std::string values = fmt::format("{:.3f}", fmt::join(outlier.values, ", "));
    std::string mean = fmt::format("{:.3f}", fmt::join(outlier.mean, ", "));
    if (names.size() > kMostColumns) {  // The value because of which it is one.
      values = fmt::format("{} {:.3f}", names.at(outlier.furthest), outlier.values.at(outlier.furthest));
      mean = fmt::format("{:.3f}", outlier.mean.at(outlier.furthest));
    }
    json entry = {{"row", outlier.row},
                  {"label", outlier.label},
                  {"values", values},
                  {"mean", mean},
                  {"deviations", fmt::format("{:.1f}", outlier.deviations)}};
    const auto row = static_cast<std::size_t>(outlier.row);
    entry["judged"] = row < context.predictions.size();
    const bool right =
        row < context.predictions.size() && context.predictions[row] == context.contract.data.label_index[row];
    entry["right"] = right;
    entry["wrong"] = row < context.predictions.size() && !right;
    list.push_back(entry);
  }
  return list;
}

}  // namespace

int PlanFacts::SmallestClass() const {
  int smallest = rows;
  for (const auto& [label, count] : class_rows) smallest = std::min(smallest, count);
  return smallest;
}

int PlanFacts::FewestGroups() const {
  int fewest = rows;
  for (const auto& [label, count] : groups_by_class) fewest = std::min(fewest, count);
  return fewest;
}

Result<PlanFacts> ReadPlanFacts(const json& answer) {
  try {
    PlanFacts facts;
    facts.rows = answer.at("rows");
    facts.missing_rows = answer.at("missing_rows");
    facts.duplicate_rows = answer.at("duplicate_rows");
    facts.sums_to_one = answer.at("sums_to_one");
    facts.class_ratio = answer.at("class_ratio");
    facts.class_rows = answer.at("class_rows").get<std::map<std::string, int>>();
    facts.groups_by_class = answer.at("groups_by_class").get<std::map<std::string, int>>();
    for (const json& entry : answer.at("outliers")) {
      facts.outliers.push_back({entry.at("row"), entry.at("label"), entry.at("values").get<std::vector<double>>(),
                                entry.at("mean").get<std::vector<double>>(), entry.at("deviations"),
                                entry.at("furthest")});
    }
    return facts;
  } catch (const json::exception& fault) {
    return Fail(Infrastructure(std::string("the worker's facts cannot be read: ") + fault.what(), "run tools/setup"));
  }
}

const std::vector<std::string>& OperationOrder() {
  static const std::vector<std::string> order = {"clean",   "outliers", "features", "encode",
                                                 "balance", "augment",  "split",    "scale"};
  return order;
}

Question QuestionFor(const std::string& operation, const OperationContext& context) {
  using Maker = Question (*)(const OperationContext&);
  static const std::map<std::string, Maker> makers = {{"clean", CleanQuestion},     {"outliers", OutliersQuestion},
                                                      {"scale", ScaleQuestion},     {"encode", EncodeQuestion},
                                                      {"balance", BalanceQuestion}, {"augment", AugmentQuestion},
                                                      {"split", SplitQuestion}};
  Question question = makers.at(operation)(context);
  question.stage = "dp";
  question.step = operation;
  return question;
}

json PromptFacts(const std::string& operation, const OperationContext& context) {
  const PlanFacts& facts = context.facts;
  json classes = json::array();
  for (const auto& [label, count] : facts.class_rows) classes.push_back({{"label", label}, {"rows", count}});
  json values = {{"rows", facts.rows},
                 {"missing", facts.missing_rows},
                 {"classes", classes},
                 {"class_count", facts.class_rows.size()},
                 {"smallest", facts.SmallestClass()},
                 {"ratio", fmt::format("{:.2f}", facts.class_ratio)},
                 {"columns", ColumnNames(context.contract.data.feature_names)}};
  if (operation == "outliers") {
    values["outliers"] = OutlierFactsForPrompt(context);
    values["outlier_count"] = facts.outliers.size();
  }
  if (operation == "split") {
    for (const int percent : {10, 20, 30}) {
      const int test = facts.rows * percent / 100;
      values[fmt::format("test_{}", percent)] = test;
      values[fmt::format("train_{}", percent)] = facts.rows - test;
      values[fmt::format("class_{}", percent)] = facts.SmallestClass() * percent / 100;
    }
  }
  return values;
}

OperationRules RulesFor(const std::string& operation, const std::string& choice, const OperationContext& context,
                        const Table& table) {
  OperationRules rules;
  rules.operation = operation;
  if (operation == "clean" && choice == "drop") {
    for (const TableRow& row : table.rows) {
      if (std::any_of(row.values.begin(), row.values.end(), [](double value) { return std::isnan(value); })) {
        rules.may_vanish.insert(row.row);
      }
    }
  }
  if (operation == "outliers" && choice == "drop") {
    for (const OutlierFacts& outlier : context.facts.outliers) rules.may_vanish.insert(outlier.row);
  }
  rules.may_undersample = choice == "undersample";
  rules.may_copy = choice == "oversample" || choice == "jitter";
  rules.may_change = choice == "fill" || choice == "clip" || choice == "minmax" || choice == "standard";
  return rules;
}

bool LeavesTableAlone(const std::string& operation, const std::string& choice) {
  return operation != "split" && (choice == "none" || choice == "keep");
}

}  // namespace autopilot
