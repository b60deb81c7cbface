#include "app/contract_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace autopilot {
namespace {

/// Of a class, to train and to test: one a fold of the split.
constexpr std::size_t kFewestOfClass = 10;
/// Above this a label is more likely a number than a class.
constexpr std::size_t kManyClasses = 50;

/// Numbers that enter the model at once: features times readings a window; 1 for a sweep.
int InputsWanted(const Contract& contract) {
  if (contract.application.sweep) return 1;
  return static_cast<int>(contract.features.size()) * std::max(1, contract.sensor_use.window);
}

std::string ShapeText(const std::vector<int>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

int Product(const std::vector<int>& shape) {
  int count = 1;
  for (const int size : shape) count *= size;
  return count;
}

Status CheckSizes(const Contract& contract, int inputs, const std::string& input_shape, int outputs,
                  const std::string& where) {
  const Application& app = contract.application;
  const int wanted = InputsWanted(contract);
  const bool open_input = app.in_part && contract.features.empty();
  const bool open_output = app.in_part && app.labels.empty();
  if (inputs != wanted && !open_input) {
    const bool window = contract.sensor_use.window > 0;
    const std::string have = app.sweep ? "[input] sweeps one number"
                             : window  ? fmt::format("{} features times a window of {} make {}",
                                                     contract.features.size(), contract.sensor_use.window, wanted)
                                       : fmt::format("{} features are named", wanted);
    return Fail(AboutKey(app, app.sweep ? "input" : "data.features",
                         fmt::format("the model {} takes {} numbers {}, but {}", where, inputs, input_shape, have),
                         app.sweep ? "use a model with one input number"
                         : window
                             ? "correct [data] features or [[sensor]] window, or use the model trained on them"
                             : "name the columns that the model was trained on, in their order, in [data] features"));
  }
  if (app.report == "number" && outputs != 1) {
    return Fail(
        AboutKey(app, "application.report",
                 fmt::format("the model {} has {} outputs, but report = \"number\" reports one", where, outputs),
                 "use a model with one output, or report = \"label\" with [model] labels"));
  }
  if (app.report == "label" && outputs != static_cast<int>(app.labels.size()) && !open_output) {
    return Fail(AboutKey(app, "model.labels",
                         fmt::format("the model {} has {} outputs, but [model] labels lists {} names ({})", where,
                                     outputs, app.labels.size(), fmt::join(app.labels, ", ")),
                         "list one label for each output, in the order of training"));
  }
  return {};
}

/// Operators that the library lacks, or runs wrongly.
Status CheckOperators(const Contract& contract, const TfliteFacts& facts, const std::string& where) {
  const LibraryProfile& library = contract.library;
  for (const OperatorFacts& op : facts.operators) {
    if (!library.HasOperator(op.name)) {
      return Fail(BadInput(fmt::format("the model needs the operator {}, which {} does not have", op.name, library.id),
                           "train or convert the model without it, or choose another [target] library")
                      .At(where));
    }
    for (const auto& rule : library.unsupported) {
      const bool hit = op.name == rule.op && !op.input_types.empty() && op.input_types[0] == rule.input_type &&
                       !op.output_types.empty() && op.output_types[0] == rule.output_type;
      if (!hit) continue;
      const std::string what = rule.output_type == facts.output.type
                                   ? fmt::format("the output is {}", rule.output_type)
                                   : fmt::format("the model holds {} values", rule.output_type);
      return Fail(BadInput(fmt::format("{}, which {} cannot compute: {} {} -> {} fails in {}", what, library.id,
                                       rule.op, rule.input_type, rule.output_type, rule.when),
                           "convert with an int8 or float32 output")
                      .At(where));
    }
  }
  // Second, because it matters only for a model that runs at all.
  for (const OperatorFacts& op : facts.operators) {
    if (library.per_channel_dense_wrong && op.name == "FULLY_CONNECTED" && op.per_channel_weights) {
      return Fail(
          BadInput(fmt::format("a dense layer has one scale for each channel, which {} reads as one for all: "
                               "it would compute wrong numbers without any error",
                               library.id),
                   "convert with converter._experimental_disable_per_channel_quantization_for_dense_layers = True")
              .At(where));
    }
  }
  return {};
}

Status CheckTypes(const Contract& contract, const TfliteFacts& facts, const std::string& where) {
  if (contract.application.in_part) return {};  // Nobody asked for any.
  const std::string& io = contract.application.io;
  const auto about = [&](const std::string& what, const std::string& type) {
    return Fail(AboutKey(
        contract.application, "model.io", fmt::format("io = \"{}\", but the {} of {} is {}", io, what, where, type),
        type == "float32" || type == "int8"
            ? fmt::format("set [model] io = \"{}\", or convert the model with {} input and output", type, io)
            : fmt::format("convert the model with {} input and output", io)));
  };
  if (facts.input.type != io) return about("input", facts.input.type);
  if (facts.output.type != io) return about("output", facts.output.type);
  return {};
}

/// Whether the map, tried at unlike readings, always gives features that sum to one.
bool MapSumsToOne(const Contract& contract) {
  const std::size_t channels = contract.sensor->channels.size();
  for (const double step : {37.0, 211.0}) {
    std::vector<double> readings;
    for (std::size_t i = 0; i < channels; ++i) readings.push_back(100 + step * static_cast<double>(i));
    const auto features = contract.Features(readings);
    if (!features) return false;
    double sum = 0;
    for (const double value : *features) sum += value;
    if (!(std::fabs(sum - 1) < 1e-6)) return false;
  }
  return true;
}

}  // namespace

Error AboutKey(const Application& application, const std::string& key, std::string message, std::string cure) {
  return BadInput(std::move(message), std::move(cure)).At(application.file.string(), application.LineOf(key));
}

Status CheckTflite(const Contract& contract, const TfliteFacts& facts, const std::string& where) {
  AUTOPILOT_CHECK(CheckOperators(contract, facts, where));
  AUTOPILOT_CHECK(CheckTypes(contract, facts, where));
  return CheckSizes(contract, facts.input.elements(), ShapeText(facts.input.shape), facts.output.elements(), where);
}

Status CheckKeras(const Contract& contract, const KerasFacts& facts) {
  const std::string where = contract.application.keras->string();
  const int inputs = Product(facts.input_shape);
  const int outputs = Product(facts.output_shape);
  // A dimension that the model leaves open (a free window) cannot be compared.
  if (inputs <= 0 || outputs <= 0) return {};
  AUTOPILOT_CHECK(CheckSizes(contract, inputs, ShapeText(facts.input_shape), outputs, where));
  return {};
}

Status CheckTrainable(const Contract& contract) {
  const Application& app = contract.application;
  const DataTable& data = contract.data;
  std::vector<std::string> present;
  for (const ClassFacts& one : data.classes) {
    if (one.rows > 0) present.push_back(one.name);
  }
  if (data.size() < 2 * kFewestOfClass) {
    return Fail(AboutKey(app, "data.files",
                         fmt::format("{} rows are too few to train a model and to hold some back", data.size()),
                         fmt::format("{} rows of each class are the least, hundreds are better; or name a trained "
                                     "model in [model]",
                                     kFewestOfClass)));
  }
  if (present.size() < 2) {
    return Fail(AboutKey(
        app, "data.label",
        fmt::format("all rows are of one class, \"{}\": there is nothing to tell apart", fmt::join(present, "")),
        "add rows of the other classes, or name the column of the classes in [data] label"));
  }
  for (const ClassFacts& one : data.classes) {
    if (one.name.find_first_of("\r\n") != std::string::npos) {
      return Fail(AboutKey(app, "data.label", fmt::format("the class \"{}\" has more than one line", one.name),
                           "a class is reported as one line: give it a name of one line"));
    }
    if (one.rows >= static_cast<int>(kFewestOfClass)) continue;
    return Fail(AboutKey(
        app, "data.label",
        fmt::format("class \"{}\" has {} rows, too few to learn from and to hold some back", one.name, one.rows),
        data.classes.size() > kManyClasses
            ? fmt::format("the label takes {} different values: is it the column of the classes?", data.classes.size())
            : fmt::format("{} rows of each class are the least; add rows, or leave the class out", kFewestOfClass)));
  }
  return {};
}

void NoteOddities(Contract& contract) {
  const DataTable& data = contract.data;
  if (contract.application.data_files.empty() && !contract.application.sweep) {
    contract.notes.push_back("there is no data set: answers cannot be compared with the reference model on it");
  }
  int fewest = 0;
  int most = 0;
  for (const ClassFacts& one : data.classes) {
    if (data.size() > 0 && one.rows == 0) {
      contract.notes.push_back(
          fmt::format("label \"{}\" has no data: what the sketch does with it is not tested", one.name));
    }
    if (one.rows == 0) continue;
    fewest = fewest == 0 ? one.rows : std::min(fewest, one.rows);
    most = std::max(most, one.rows);
  }
  if (fewest > 0 && most > 2 * fewest) {
    contract.notes.push_back(fmt::format("the classes are unbalanced: {} to {} rows", fewest, most));
  }
  for (const ColumnFacts& column : data.facts) {
    if (column.missing > 0)
      contract.notes.push_back(fmt::format("column \"{}\" lacks {} values", column.name, column.missing));
    if (data.size() > 1 && column.deviation == 0) {
      contract.notes.push_back(fmt::format("column \"{}\" is always {}", column.name, column.minimum));
    }
  }
  if (contract.sensor && data.rows_sum_to_one && !MapSumsToOne(contract)) {
    contract.notes.push_back(
        "the rows of the data sum to 1, but the features of the [[sensor]] map do not: "
        "the sketch may scale its input otherwise than in training");
  }
}

int EstimateArena(const LibraryProfile& library, const TfliteFacts& facts) {
  const int operators = static_cast<int>(facts.operators.size());
  const int included = library.arena_activations_included + library.arena_included_per_operator * operators;
  return library.arena_fixed + library.arena_per_operator * operators +
         std::max(0, static_cast<int>(facts.activation_bytes) - included);
}

}  // namespace autopilot
