#include "protocol/whole_sketch_prompt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/contract_text.h"
#include "protocol/cpp_text.h"

namespace autopilot {
namespace {

constexpr std::size_t kExamples = 2;

/// Names of the library that every sketch needs, by what the prompt asks for.
std::vector<std::string> NeededNames(const Contract& contract) {
  std::vector<std::string> names = {"MicroInterpreter", "MicroMutableOpResolver", "GetModel", "TFLITE_SCHEMA_VERSION"};
  if (contract.library.error_reporter) names.emplace_back("MicroErrorReporter");
  return names;
}

std::vector<std::string> Headers(const Contract& contract) {
  std::vector<std::string> headers = {"<" + contract.library.marker_header + ">"};
  if (contract.sensor && !contract.sensor->header.empty()) headers.push_back("<" + contract.sensor->header + ">");
  for (const std::string& name : NeededNames(contract)) {
    const auto header = contract.library.symbol_header.find(name);
    if (header == contract.library.symbol_header.end()) continue;
    const std::string quoted = "\"" + header->second + "\"";
    if (std::find(headers.begin(), headers.end(), quoted) == headers.end()) headers.push_back(quoted);
  }
  headers.emplace_back("\"model.h\"");
  return headers;
}

nlohmann::json Rules(const Contract& contract) {
  nlohmann::json rules = nlohmann::json::array();
  const std::vector<FeatureRule>& features = contract.features;
  for (std::size_t i = 0; i < features.size(); ++i) {
    rules.push_back(
        {{"index", std::to_string(i)}, {"name", features[i].feature}, {"expression", features[i].expression}});
  }
  if (rules.empty() && contract.application.sweep) {
    const std::string& variable = contract.application.sweep->variable;
    rules.push_back({{"index", "0"}, {"name", variable}, {"expression", variable}});
  }
  return rules;
}

/// Readings of the sensor, what the model sees of them, and the class.
std::vector<std::string> Examples(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  std::vector<std::string> examples;
  if (!contract.sensor) return examples;
  std::vector<int> classes;
  for (const Stimulus& stimulus : stimuli) {
    if (examples.size() == kExamples) break;
    if (stimulus.IsRecording() || stimulus.label < 0 ||
        std::find(classes.begin(), classes.end(), stimulus.label) != classes.end()) {
      continue;
    }
    const auto features = contract.Features(stimulus.channels);
    if (!features) continue;
    std::vector<std::string> readings;
    for (std::size_t channel : contract.MappedChannels()) {
      readings.push_back(fmt::format("{} = {:g}", contract.sensor->channels[channel], stimulus.channels[channel]));
    }
    std::vector<std::string> inputs;
    for (double value : *features) inputs.push_back(fmt::format("{:.4f}", value));
    const auto label = static_cast<std::size_t>(stimulus.label);
    examples.push_back(fmt::format(
        "{} gives the inputs {}{}", fmt::join(readings, ", "), fmt::join(inputs, ", "),
        label < contract.application.labels.size() ? " and belongs to " + contract.application.labels[label] : ""));
    classes.push_back(stimulus.label);
  }
  return examples;
}

nlohmann::json SensorFacts(const Contract& contract) {
  if (!contract.sensor) return false;
  return {{"title", contract.sensor->title},
          {"api", contract.sensor->api},
          {"begin", contract.sensor->begin_check},
          {"available", contract.sensor->available}};
}

/// What the sketch shall do beside, each with its check.
nlohmann::json Wishes(const Contract& contract) {
  nlohmann::json wishes = nlohmann::json::array();
  for (const Behaviour& behaviour : contract.application.behaviours) {
    nlohmann::json steps = nlohmann::json::array();
    for (std::size_t i = 0; i < behaviour.given.size(); ++i) {
      const std::string& expect = behaviour.expect[i];
      steps.push_back(expect.empty() ? behaviour.given[i] : behaviour.given[i] + ": then " + expect);
    }
    wishes.push_back({{"text", behaviour.text}, {"steps", steps}, {"checked", !steps.empty()}});
  }
  return wishes;
}

nlohmann::json SweepFacts(const Contract& contract) {
  const auto& sweep = contract.application.sweep;
  if (!sweep) return false;
  return {{"variable", sweep->variable},
          {"low", fmt::format("{:.7g}", sweep->low)},
          {"high", fmt::format("{:.7g}", sweep->high)},
          {"steps", std::to_string(sweep->steps)}};
}

}  // namespace

nlohmann::json WholeSketchFacts(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  const Application& application = contract.application;
  const std::vector<std::string> adders = OperatorAdders(contract);
  std::vector<std::string> calls;
  for (const std::string& adder : adders) calls.push_back(adder + "()");
  const std::string description = CppComment(application.description);
  return {
      {"title", CppComment(application.name)},
      {"description", description.empty() ? "It says what the model tells of its input." : description},
      {"board", contract.board.title},
      {"library", contract.library.title},
      {"headers", Headers(contract)},
      {"symbol", application.symbol},
      {"inputs", std::to_string(contract.tflite->input.elements())},
      {"outputs", std::to_string(contract.tflite->output.elements())},
      {"input_type", contract.tflite->input.type},
      {"output_type", contract.tflite->output.type},
      {"quantised", contract.tflite->input.type == "int8"},
      {"operator_count", std::to_string(adders.size())},
      {"adders", fmt::format("{}", fmt::join(calls, ", "))},
      {"arena_bytes", std::to_string(ArenaBytes(contract))},
      {"error_reporter", contract.library.error_reporter},
      {"sensor", SensorFacts(contract)},
      {"sweep", SweepFacts(contract)},
      {"rules", Rules(contract)},
      {"window", contract.sensor_use.window > 0 ? nlohmann::json(contract.sensor_use.window) : nlohmann::json(false)},
      {"rate", fmt::format("{:g}", contract.sensor_use.rate_hz)},
      {"examples", Examples(contract, stimuli)},
      {"labels", application.report == "label" ? nlohmann::json{{"list", LabelList(contract)}} : nlohmann::json(false)},
      {"on_change", application.report_on_change},
      {"monitor", application.monitor},
      {"wishes", Wishes(contract)},
  };
}

}  // namespace autopilot
