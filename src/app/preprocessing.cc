#include "app/preprocessing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::string Constant(double value) { return fmt::format("{:.9g}", value); }

/// A number in an expression of a language that has no exponents but in literals.
std::string Shifted(const std::string& expression, double offset) {
  if (offset == 0) return expression;
  return offset < 0 ? fmt::format("{} + {}", expression, Constant(-offset))
                    : fmt::format("{} - {}", expression, Constant(offset));
}

}  // namespace

double AsFloat(double value) { return static_cast<double>(static_cast<float>(value)); }

std::vector<double> Preprocessing::Apply(const std::vector<double>& columns) const {
  std::vector<double> values = columns;
  for (std::size_t i = 0; i < inputs.size() && i < values.size(); ++i) values[i] = inputs[i].Apply(values[i]);
  return values;
}

std::string ScaledExpression(const std::string& expression, const InputScaling& scaling) {
  if (scaling.offset == 0 && scaling.divisor == 1) return expression;
  const std::string shifted = Shifted(fmt::format("({})", expression), scaling.offset);
  return scaling.divisor == 1 ? shifted : fmt::format("({}) / {}", shifted, Constant(scaling.divisor));
}

json ToJson(const Preprocessing& preprocessing) {
  json inputs = json::array();
  for (const InputScaling& input : preprocessing.inputs) {
    inputs.push_back({{"feature", input.feature}, {"offset", input.offset}, {"divisor", input.divisor}});
  }
  json only = json::array();
  for (const TrainingOnly& one : preprocessing.training_only) {
    only.push_back({{"operation", one.operation}, {"choice", one.choice}, {"why", one.why}});
  }
  return {
      {"kind", preprocessing.kind},
      {"inputs", inputs},
      {"statistics_rows", preprocessing.statistics_rows},
      {"verified", {{"rows", preprocessing.verified_rows}, {"largest_difference", preprocessing.largest_difference}}},
      {"training_only", only}};
}

Result<Preprocessing> ReadPreprocessing(const std::filesystem::path& file, const std::vector<std::string>& features) {
  const auto fail = [&](const std::string& cause) {
    return Fail(BadInput(cause, "name the preprocessing.json that was written with the model").At(file.string()));
  };
  AUTOPILOT_TRY(text, ReadFile(file));
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return fail("no JSON object");
  Preprocessing preprocessing;
  std::vector<std::string> names;
  try {
    preprocessing.kind = object.at("kind").get<std::string>();
    for (const json& entry : object.at("inputs")) {
      preprocessing.inputs.push_back({entry.at("feature"), entry.at("offset"), entry.at("divisor")});
      names.push_back(preprocessing.inputs.back().feature);
    }
    preprocessing.statistics_rows = object.value("statistics_rows", 0);
    for (const json& entry : object.value("training_only", json::array())) {
      preprocessing.training_only.push_back({entry.at("operation"), entry.at("choice"), entry.at("why")});
    }
  } catch (const json::exception& fault) {
    return fail(fmt::format("not of the documented shape: {}", fault.what()));
  }
  if (names != features && !names.empty()) {
    return fail(fmt::format("it is about the inputs {}, the application has {}", fmt::join(names, ", "),
                            fmt::join(features, ", ")));
  }
  for (const InputScaling& input : preprocessing.inputs) {
    if (std::isfinite(input.offset) && std::isfinite(input.divisor) && input.divisor != 0) continue;
    return fail(fmt::format("\"{}\" is divided by {}", input.feature, input.divisor));
  }
  return preprocessing;
}

}  // namespace autopilot
