#include "report/contract_view.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// The value at a path of keys, or null.
const json& At(const json& value, std::initializer_list<const char*> path) {
  static const json kNull;
  const json* here = &value;
  for (const char* key : path) {
    const auto found = here->find(key);
    if (found == here->end()) return kNull;
    here = &*found;
  }
  return *here;
}

std::string Shown(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return Number(value.get<double>());
  if (value.is_number_integer()) return Count(value.get<long long>());
  return value.dump();
}

double Real(const json& value) { return value.is_number() ? value.get<double>() : 0; }

std::string Listed(const json& values, const char* between) {
  std::vector<std::string> parts;
  for (const json& value : values) parts.push_back(Shown(value));
  return Join(parts, between);
}

/// One line of a fact table; none for an empty value.
void Put(json& facts, const char* name, const std::string& value) {
  if (!value.empty()) facts.push_back({{"name", name}, {"value", value}});
}

std::string FileName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

std::string FileNames(const json& paths) {
  std::vector<std::string> names;
  for (const json& path : paths) names.push_back(FileName(Shown(path)));
  return Join(names, ", ");
}

/// Ranges on one common scale, so that bars of different columns compare.
json ColumnsView(const json& columns) {
  double low = 0;
  double high = 0;
  for (const json& column : columns) {
    low = std::min(low, Real(At(column, {"minimum"})));
    high = std::max(high, Real(At(column, {"maximum"})));
  }
  const double span = high > low ? high - low : 1;
  const auto place = [&](double value) { return Number(100 * (value - low) / span); };
  json rows = json::array();
  for (const json& column : columns) {
    const double minimum = Real(At(column, {"minimum"}));
    const double maximum = Real(At(column, {"maximum"}));
    const double mean = Real(At(column, {"mean"}));
    rows.push_back({{"name", Shown(At(column, {"name"}))},
                    {"minimum", Number(minimum)},
                    {"mean", Number(mean)},
                    {"maximum", Number(maximum)},
                    {"deviation", Number(Real(At(column, {"deviation"})))},
                    {"missing", Shown(At(column, {"missing"}))},
                    {"bar_at", place(minimum)},
                    {"bar_width", Number(std::max(0.5, 100 * (maximum - minimum) / span))},
                    {"mean_at", place(mean)}});
  }
  return rows;
}

json ClassesView(const json& classes) {
  double most = 1;
  double all = 0;
  for (const json& one : classes) {
    most = std::max(most, Real(At(one, {"rows"})));
    all += Real(At(one, {"rows"}));
  }
  json rows = json::array();
  for (const json& one : classes) {
    const double count = Real(At(one, {"rows"}));
    rows.push_back({{"name", Shown(At(one, {"name"}))},
                    {"rows", Shown(At(one, {"rows"}))},
                    {"share", all > 0 ? Percent(count / all) : ""},
                    {"bar_width", Number(100 * count / most)},
                    {"mean", Listed(At(one, {"mean"}), ", ")}});
  }
  return rows;
}

json DataFacts(const json& data) {
  json facts = json::array();
  Put(facts, "files", FileNames(At(data, {"files"})));
  Put(facts, "rows", Shown(At(data, {"rows"})));
  Put(facts, "label", Shown(At(data, {"label"})));
  if (At(data, {"rows_sum_to_one"}) == true) Put(facts, "shape", "every row sums to 1: already normalised");
  if (Real(At(data, {"duplicate_rows"})) > 0) Put(facts, "duplicates", Shown(At(data, {"duplicate_rows"})) + " rows");
  return facts;
}

std::string Tensor(const json& tensor) {
  if (!tensor.is_object()) return "";
  std::string text = Shown(At(tensor, {"type"})) + " [" + Listed(At(tensor, {"shape"}), " × ") + "]";
  if (tensor.contains("scale")) {
    text += ", scale " + Shown(At(tensor, {"scale"})) + ", zero point " + Shown(At(tensor, {"zero_point"}));
  }
  return text;
}

std::string Operators(const json& operators) {
  std::vector<std::string> names;
  for (const json& one : operators) {
    const bool per_channel = At(one, {"per_channel_weights"}) == true;
    names.push_back(Shown(At(one, {"name"})) + (per_channel ? " (weights per channel)" : ""));
  }
  return Join(names, " → ");
}

json ModelFacts(const json& model) {
  json facts = json::array();
  Put(facts, "labels", Listed(At(model, {"labels"}), ", "));
  Put(facts, "C symbol", Shown(At(model, {"symbol"})));
  if (const json& keras = At(model, {"keras"}); keras.is_object()) {
    Put(facts, "Keras model", FileName(Shown(At(keras, {"file"}))));
    Put(facts, "parameters", Shown(At(keras, {"parameters"})));
    Put(facts, "last activation", Shown(At(keras, {"last_activation"})));
    if (At(keras, {"accuracy"}).is_number()) Put(facts, "accuracy on the data", Percent(Real(At(keras, {"accuracy"}))));
  }
  if (const json& tflite = At(model, {"tflite"}); tflite.is_object()) {
    Put(facts, "input tensor", Tensor(At(tflite, {"input"})));
    Put(facts, "output tensor", Tensor(At(tflite, {"output"})));
    Put(facts, "operators", Operators(At(tflite, {"operators"})));
    Put(facts, "size", Shown(At(tflite, {"bytes"})) + " bytes");
  }
  if (Real(At(model, {"arena_need"})) > 0)
    Put(facts, "arena needed", "about " + Shown(At(model, {"arena_need"})) + " bytes");
  return facts;
}

json TargetFacts(const json& target, const json& input) {
  json facts = json::array();
  Put(facts, "board", Shown(At(target, {"board", "title"})));
  if (Real(At(target, {"board", "flash_bytes"})) > 0) {
    Put(facts, "memory",
        Shown(At(target, {"board", "flash_bytes"})) + " bytes of flash, " + Shown(At(target, {"board", "ram_bytes"})) +
            " bytes of RAM");
  }
  Put(facts, "library", Shown(At(target, {"library", "title"})));
  if (const json& sensor = At(target, {"sensor"}); sensor.is_object()) {
    Put(facts, "sensor", Shown(At(sensor, {"title"})) + ", " + Shown(At(sensor, {"bus"})));
    Put(facts, "channels", Listed(At(sensor, {"channels"}), ", "));
    if (sensor.contains("rate_hz")) Put(facts, "rate", Shown(At(sensor, {"rate_hz"})) + " Hz");
    if (sensor.contains("window")) Put(facts, "window", Shown(At(sensor, {"window"})) + " readings");
  }
  if (input.is_object()) {
    Put(facts, "input",
        Shown(At(input, {"variable"})) + " from " + Shown(At(input, {"low"})) + " to " + Shown(At(input, {"high"})) +
            " in " + Shown(At(input, {"steps"})) + " steps");
  }
  return facts;
}

json Texts(const json& values) {
  json texts = json::array();
  for (const json& value : values) texts.push_back({{"text", Shown(value)}});
  return texts;
}

}  // namespace

json ContractView(const std::string& contract_json) {
  const json contract = json::parse(contract_json, nullptr, false);
  if (!contract.is_object()) return nullptr;
  json rules = json::array();
  for (const json& rule : At(contract, {"features"})) {
    rules.push_back({{"feature", Shown(At(rule, {"feature"}))}, {"expression", Shown(At(rule, {"expression"}))}});
  }
  const json columns = ColumnsView(At(contract, {"data", "columns"}));
  const json classes = ClassesView(At(contract, {"data", "classes"}));
  const json notes = Texts(At(contract, {"notes"}));
  return {{"description", Shown(At(contract, {"application", "description"}))},
          {"data_facts", DataFacts(At(contract, {"data"}))},
          {"has_columns", !columns.empty()},
          {"columns", columns},
          {"has_classes", !classes.empty()},
          {"classes", classes},
          {"model_facts", ModelFacts(At(contract, {"model"}))},
          {"target_facts", TargetFacts(At(contract, {"target"}), At(contract, {"input"}))},
          {"has_rules", !rules.empty()},
          {"rules", rules},
          {"tolerance", Shown(At(contract, {"check", "input_tolerance"}))},
          {"has_notes", !notes.empty()},
          {"notes", notes},
          {"text", contract.dump(2, ' ', false, json::error_handler_t::replace)}};
}

double InputTolerance(const std::string& contract_json) {
  const json contract = json::parse(contract_json, nullptr, false);
  return contract.is_object() ? Real(At(contract, {"check", "input_tolerance"})) : 0;
}

}  // namespace autopilot
