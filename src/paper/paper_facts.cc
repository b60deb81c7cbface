#include "paper/paper_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "protocol/cpp_text.h"

namespace autopilot {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kHead = 5;
constexpr int kWidth = 12;
constexpr int kBaud = 9600;

std::string LabelOfRow(const DataTable& data, std::size_t row) {
  return row < data.label_text.size() ? data.label_text[row] : "";
}

/// The share `at` of sorted values, between two of them by the line through both.
double Quantile(const std::vector<double>& sorted, double at) {
  const double place = at * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// As DataFrame.describe() has them: count, mean, sample deviation, minimum, quartiles, maximum.
std::vector<double> Describe(std::vector<double> values) {
  if (values.empty()) return std::vector<double>(8, std::nan(""));
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  double mean = 0;
  for (double value : values) mean += value / count;
  double square = 0;
  for (double value : values) square += (value - mean) * (value - mean);
  const double deviation = values.size() > 1 ? std::sqrt(square / (count - 1)) : std::nan("");
  return {count,
          mean,
          deviation,
          values.front(),
          Quantile(values, 0.25),
          Quantile(values, 0.5),
          Quantile(values, 0.75),
          values.back()};
}

std::string Statistics(const DataTable& data) {
  constexpr const char* kRows[] = {"count", "mean", "std", "min", "25%", "50%", "75%", "max"};
  std::vector<std::vector<double>> columns;
  std::string text = fmt::format("{:<6}", "");
  for (std::size_t column = 0; column < data.feature_names.size(); ++column) {
    std::vector<double> values;
    for (const auto& row : data.features) {
      if (!std::isnan(row[column])) values.push_back(row[column]);
    }
    columns.push_back(Describe(std::move(values)));
    text += fmt::format(" {:>{}}", data.feature_names[column], kWidth);
  }
  for (std::size_t row = 0; row < std::size(kRows); ++row) {
    text += fmt::format("\n{:<6}", kRows[row]);
    for (const auto& column : columns) text += fmt::format(" {:>{}.6f}", column[row], kWidth);
  }
  return text;
}

std::string LabelColumn(const Application& application) {
  return application.label == "from-file-name" ? "label" : application.label;
}

/// `label` is the name of the column with the classes; empty without one.
std::string FirstRows(const DataTable& data, const std::string& label) {
  std::string text = fmt::format("{}{}", fmt::join(data.feature_names, ","), label.empty() ? "" : "," + label);
  for (std::size_t row = 0; row < std::min(kHead, data.size()); ++row) {
    text += fmt::format("\n{:g}", fmt::join(data.features[row], ","));
    if (!label.empty()) text += "," + LabelOfRow(data, row);
  }
  return text;
}

json Summary(const Contract& contract) {
  const DataTable& data = contract.data;
  if (data.size() == 0) return false;
  return {{"shape", fmt::format("({}, {})", data.size(), data.columns.size())},
          {"columns", fmt::format("{}", fmt::join(data.columns, ", "))},
          {"describe", Statistics(data)},
          {"head", FirstRows(data, data.label_text.empty() ? "" : LabelColumn(contract.application))}};
}

std::vector<std::string> SensorTitles(const Contract& contract) {
  std::vector<std::string> titles;
  if (contract.sensor) titles.push_back(contract.sensor->title);
  return titles;
}

json ListOrNothing(const std::vector<std::string>& items) {
  if (items.empty()) return false;
  return {{"list", fmt::format("{}", fmt::join(items, ", "))}};
}

}  // namespace

Contract InStudyLayout(Contract contract) {
  Application& application = contract.application;
  const std::string name = application.SketchName();
  if (application.data_mount.empty()) application.data_mount = "data/" + name;
  if (application.model_mount.empty() && application.keras) {
    application.model_mount = "models/" + name + "/" + application.keras->filename().string();
  }
  return contract;
}

std::string Playground(const Application& application) { return "data/" + application.SketchName() + "/playground"; }

json StudyFacts(const Contract& contract) {
  const Application& application = contract.application;
  const json summary = Summary(contract);
  return {{"title", CppComment(application.name)},
          {"description", CppComment(application.description)},
          {"board", contract.board.title},
          {"sensors", ListOrNothing(SensorTitles(contract))},
          {"labels", ListOrNothing(application.labels)},
          {"symbol", application.symbol},
          {"header", "model.h"},
          {"baud", kBaud},
          {"summary", summary},
          {"summary_json", summary.is_object() ? summary.dump(2) : "{}"}};
}

ordered_json Specification(const Contract& contract) {
  const Application& application = contract.application;
  ordered_json object;
  object["application"] = {{"name", application.name}, {"description", application.description}};
  object["hardware"] = {{"board", contract.board.title}, {"sensors", SensorTitles(contract)}};
  object["software"] = {{"libraries", {{"main", ""}, {"other", ordered_json::array()}}},
                        {"model",
                         {{"path", "model.h"},
                          {"input_tensor", {{"shape", ""}, {"type", ""}}},
                          {"output_tensor", {{"shape", ""}, {"type", ""}}},
                          {"arena_size", ""}}}};
  object["deployment"] = {{"device", contract.board.title}, {"output", "serial"}, {"baud_rate", kBaud}};
  object["classification"] = {{"classes", application.labels}};
  object[kGuidelineKey] = kGuidelineMarker;
  return {{"application_specifications", object}};
}

Result<Guideline> LoadGuideline(const PromptLibrary& prompts) {
  AUTOPILOT_TRY(text, prompts.Render("paper/guideline", json::object()));
  Guideline guideline{text.system, text.user, ordered_json::object()};
  std::istringstream lines(text.user);
  std::string phase;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    if (line.starts_with("#")) {
      phase = line.substr(space + 1);
    } else {
      guideline.object[phase][line.substr(0, space)] = line.substr(space + 1);
    }
  }
  return guideline;
}

}  // namespace autopilot
