#include "engine/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/csv.h"
#include "core/files.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr const char* kWhatIsKnown = "give an app.toml, .tflite, model.h, .keras or .csv";

json TensorJson(const TensorFacts& tensor) {
  json facts = {{"name", tensor.name}, {"type", tensor.type}, {"shape", tensor.shape}};
  if (tensor.scale != 0) {
    facts["scale"] = tensor.scale;
    facts["zero_point"] = tensor.zero_point;
  }
  return facts;
}

json ModelJson(const TfliteFacts& tflite) {
  json operators = json::array();
  for (const OperatorFacts& op : tflite.operators) {
    json facts = {{"name", op.name}};
    if (op.per_channel_weights) facts["per_channel_weights"] = true;
    operators.push_back(facts);
  }
  return {{"bytes", tflite.bytes},
          {"sha256", tflite.sha256},
          {"input", TensorJson(tflite.input)},
          {"output", TensorJson(tflite.output)},
          {"operators", operators},
          {"tensors", tflite.tensors}};
}

/// A column is a number column if every cell is one; otherwise its distinct texts are counted.
json ColumnJson(const CsvTable& table, std::size_t column) {
  double low = 0;
  double high = 0;
  double sum = 0;
  std::map<std::string, int> texts;
  bool numeric = true;
  std::size_t missing = 0;
  std::size_t seen = 0;
  for (const CsvRow& row : table.rows) {
    const std::string& cell = row.cells[column];
    if (cell.empty()) {
      ++missing;
      continue;
    }
    ++texts[cell];
    char* end = nullptr;
    const double value = std::strtod(cell.c_str(), &end);
    numeric = numeric && end != cell.c_str() && *end == '\0';
    low = seen == 0 ? value : std::min(low, value);
    high = seen == 0 ? value : std::max(high, value);
    sum += value;
    ++seen;
  }
  json facts = {{"name", table.header[column]}, {"missing", missing}};
  if (numeric && seen > 0) {
    facts.update({{"type", "number"}, {"minimum", low}, {"maximum", high}, {"mean", sum / static_cast<double>(seen)}});
  } else {
    facts["type"] = "text";
    constexpr std::size_t kShown = 20;
    if (texts.size() <= kShown) facts["values"] = texts;
    facts["distinct"] = texts.size();
  }
  return facts;
}

Result<json> InspectCsv(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  AUTOPILOT_TRY(table, ReadCsv(text, file.string()));
  json columns = json::array();
  for (std::size_t i = 0; i < table.header.size(); ++i) columns.push_back(ColumnJson(table, i));
  return json{{"file", file.string()}, {"rows", table.rows.size()}, {"columns", columns}};
}

Result<json> InspectTflite(const std::filesystem::path& file) {
  AUTOPILOT_TRY(bytes, ReadFile(file));
  AUTOPILOT_TRY(facts, ReadTfliteFacts(bytes, file.string()));
  return ModelJson(facts);
}

Result<json> InspectHeader(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  AUTOPILOT_TRY(header, ReadModelHeader(text, file.string()));
  AUTOPILOT_TRY(facts, ReadTfliteFacts(header.bytes, file.string()));
  json result = ModelJson(facts);
  result.update({{"symbol", header.symbol},
                 {"length_symbol", header.length_symbol},
                 {"aligned", header.aligned},
                 {"constant", header.constant}});
  return result;
}

Result<json> InspectKeras(const std::filesystem::path& file, Workshop& workshop) {
  AUTOPILOT_TRY(worker, workshop.worker());
  Application application;
  application.file = file;
  application.keras = std::filesystem::absolute(file);
  AUTOPILOT_CHECK(ReadFile(file));
  AUTOPILOT_TRY(facts, MakeKerasMeasurer(*worker, workshop.paths())->Measure(application, DataTable()));
  return json{{"sha256", facts.sha256},
              {"input_shape", facts.input_shape},
              {"output_shape", facts.output_shape},
              {"last_activation", facts.last_activation},
              {"parameters", facts.parameters}};
}

void Outline(const json& value, const std::string& indent, std::string& text) {
  for (const auto& [key, item] : value.items()) {
    const std::string name = value.is_array() ? "-" : key + ":";
    const bool simple_list =
        item.is_array() && std::none_of(item.begin(), item.end(), [](const json& one) { return one.is_structured(); });
    if (item.is_structured() && !simple_list) {
      text += fmt::format("{}{}\n", indent, name);
      Outline(item, indent + "  ", text);
    } else {
      text += fmt::format("{}{} {}\n", indent, name, item.is_string() ? item.get<std::string>() : item.dump());
    }
  }
}

}  // namespace

Result<json> InspectFile(const std::filesystem::path& file, Workshop& workshop) {
  std::error_code code;
  if (!std::filesystem::exists(file, code))
    return Fail(BadInput("there is no such file", "check the path").At(file.string()));
  if (std::filesystem::is_directory(file, code)) {
    return Fail(BadInput("is a folder, not a file", kWhatIsKnown).At(file.string()));
  }
  const std::string suffix = file.extension().string();
  if (suffix == ".csv") return InspectCsv(file);
  if (suffix == ".tflite") return InspectTflite(file);
  if (suffix == ".h" || suffix == ".hpp") return InspectHeader(file);
  if (suffix == ".keras") return InspectKeras(file, workshop);
  if (suffix == ".toml") {
    AUTOPILOT_TRY(application, LoadApplication(file));
    AUTOPILOT_TRY(contract, workshop.Measure(application));
    return ToJson(contract);
  }
  return Fail(BadInput("nothing is known about files of this kind", kWhatIsKnown).At(file.string()));
}

std::string FactsText(const json& facts) {
  std::string text;
  Outline(facts, "", text);
  return text;
}

}  // namespace autopilot
