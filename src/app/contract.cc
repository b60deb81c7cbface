#include "app/contract.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "app/contract_checks.h"
#include "app/twin_coverage.h"
#include "config/nearest.h"
#include "core/files.h"

namespace autopilot {
namespace {

/// Below this share a model is more likely misdescribed than merely weak.
constexpr double kLowAccuracy = 0.8;

template <typename T>
Result<T> FindProfile(const Application& app, const std::map<std::string, T>& profiles, const std::string& id,
                      const std::string& key, const std::string& what) {
  const auto found = profiles.find(id);
  if (found != profiles.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [name, profile] : profiles) known.push_back(name);
  return Fail(
      AboutKey(app, key, fmt::format("there is no profile of the {} \"{}\"", what, id), NearestOrList(id, known)));
}

/// The sensor whose map makes the features, and the rules of the features.
Status MeasureSensor(Contract& contract, const Profiles& profiles) {
  const Application& app = contract.application;
  const SensorUse* use = nullptr;
  for (const SensorUse& sensor : app.sensors) {
    if (sensor.map.empty() && !app.in_part) continue;
    if (use != nullptr) {
      return Fail(
          AboutKey(app, "sensor.map", "two [[sensor]] sections have a map", "take all features from one sensor"));
    }
    use = &sensor;
  }
  if (use == nullptr) {
    if (app.sweep || app.in_part) return {};
    return Fail(AboutKey(app, "sensor", "no [[sensor]] has a map from its channels to the features",
                         "add map = { feature = \"expression over channels\", ... }"));
  }
  AUTOPILOT_TRY(sensor, FindProfile(app, profiles.sensors, use->part, "sensor.part", "sensor"));
  const auto& onboard = contract.board.onboard_sensors;
  if (!use->external && std::find(onboard.begin(), onboard.end(), use->part) == onboard.end()) {
    return Fail(AboutKey(
        app, "sensor.part",
        fmt::format("the {} has no {} on it; it has {}", contract.board.title, use->part, fmt::join(onboard, ", ")),
        "set bus = \"external\" if one is wired to the pins, or choose a sensor of the board"));
  }
  contract.sensor = sensor;
  contract.sensor_use = *use;

  for (const auto& [name, expression] : use->map) {
    if (std::find(app.features.begin(), app.features.end(), name) != app.features.end()) continue;
    return Fail(AboutKey(app, "sensor.map", fmt::format("the map names \"{}\", which is no feature", name),
                         NearestOrList(name, app.features)));
  }
  for (const std::string& feature : app.features) {
    const auto entry =
        std::find_if(use->map.begin(), use->map.end(), [&](const auto& pair) { return pair.first == feature; });
    if (entry == use->map.end()) {
      return Fail(
          AboutKey(app, "sensor.map", fmt::format("the map says nothing about the feature \"{}\"", feature),
                   fmt::format("add {} = \"an expression over {}\"", feature, fmt::join(sensor.channels, ", "))));
    }
    auto compiled = Expression::Parse(entry->second, sensor.channels);
    if (!compiled) {
      return Fail(AboutKey(app, "sensor.map", fmt::format("the map of {}: {}", feature, compiled.error().message),
                           compiled.error().cure));
    }
    contract.features.push_back({feature, entry->second, std::move(*compiled)});
  }
  return {};
}

/// Names for the columns in expressions: their own where these are names, else by number.
std::vector<std::string> ChannelNames(const std::vector<std::string>& features) {
  std::vector<std::string> names;
  std::set<std::string> seen = {"pi", "min", "max", "abs", "sqrt"};
  for (const std::string& feature : features) {
    std::string name;
    for (const char c : feature) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    if (std::isalpha(static_cast<unsigned char>(name[0])) == 0) name.insert(0, "v");
    if (seen.insert(name).second) names.push_back(name);
  }
  if (names.size() == features.size()) return names;
  names.clear();
  for (std::size_t i = 0; i < features.size(); ++i) names.push_back(fmt::format("v{}", i));
  return names;
}

/// Rows on the serial port, as if a sensor had one channel a column.
Status MeasureSerial(Contract& contract, const Profiles& profiles) {
  const Application& app = contract.application;
  SensorProfile serial = profiles.serial;
  serial.channels = ChannelNames(app.features);
  contract.sensor_use.part = serial.id;
  for (std::size_t i = 0; i < app.features.size(); ++i) {
    AUTOPILOT_TRY(compiled, Expression::Parse(serial.channels[i], serial.channels));
    contract.features.push_back({app.features[i], serial.channels[i], std::move(compiled)});
  }
  contract.sensor = std::move(serial);
  return {};
}

/// Tells installed libraries (the board's, the application's, the mapped sensor's, and what these require) from those
/// that merely exist. A name in `installed` that no profile knows is a note: nothing more can be said about it.
void MeasureLibraries(Contract& contract, const Profiles& profiles) {
  std::set<std::string> seen;
  std::vector<std::string> wanted = contract.board.libraries;
  const auto& listed = contract.application.installed;
  wanted.insert(wanted.end(), listed.begin(), listed.end());
  for (const auto& [name, library] : profiles.arduino_libraries) {
    const auto& headers = library.headers;
    const bool mapped =
        contract.sensor && std::find(headers.begin(), headers.end(), contract.sensor->header) != headers.end();
    if (mapped) wanted.push_back(name);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string name = wanted[i];
    if (!seen.insert(name).second) continue;
    const auto found = profiles.arduino_libraries.find(name);
    if (found == profiles.arduino_libraries.end()) {
      contract.notes.push_back(fmt::format("nothing is known of the installed library \"{}\"", name));
      continue;
    }
    contract.libraries.push_back(found->second);
    wanted.insert(wanted.end(), found->second.needs.begin(), found->second.needs.end());
  }
  for (const auto& [name, library] : profiles.arduino_libraries) {
    if (seen.contains(name)) continue;
    for (const std::string& header : library.headers) contract.other_headers[header] = name;
  }
}

std::vector<SensorProfile> PartsOf(const BoardProfile& board, const Profiles& profiles) {
  std::vector<SensorProfile> parts;
  for (const std::string& id : board.onboard_sensors) {
    const auto sensor = profiles.sensors.find(id);
    if (sensor != profiles.sensors.end()) parts.push_back(sensor->second);
  }
  return parts;
}

/// Bytes of the model that app.toml names, from .tflite, header or both; empty where it names neither.
Result<std::string> ReadModel(Contract& contract, std::string& where) {
  Application& app = contract.application;
  std::string bytes;
  if (app.tflite) {
    AUTOPILOT_TRY(file, ReadFile(*app.tflite));
    bytes = std::move(file);
    where = app.tflite->string();
  }
  if (!app.header) return bytes;
  const std::string header_name = app.header->string();
  AUTOPILOT_TRY(text, ReadFile(*app.header));
  AUTOPILOT_TRY(header, ReadModelHeader(text, header_name));
  if (app.lines.contains("model.symbol") && header.symbol != app.symbol) {
    return Fail(AboutKey(app, "model.symbol",
                         fmt::format("symbol = \"{}\", but {} defines \"{}\"", app.symbol, header_name, header.symbol),
                         fmt::format("set symbol = \"{}\"", header.symbol)));
  }
  app.symbol = header.symbol;
  if (!header.aligned) {
    contract.notes.push_back(
        fmt::format("{} is not aligned in {}: on some boards the library then faults", header.symbol, header_name));
  }
  if (app.tflite && header.bytes != bytes) {
    return Fail(AboutKey(app, "model.header",
                         fmt::format("{} holds another model than {} ({} and {} bytes)", header_name,
                                     app.tflite->string(), header.bytes.size(), bytes.size()),
                         "write the header again from the .tflite file, or name only one of them"));
  }
  if (!app.tflite) where = header_name;
  return std::move(header.bytes);
}

}  // namespace

Result<std::vector<double>> Contract::Features(const std::vector<double>& channels) const {
  if (!sensor) return Fail(BadInput("the application has no sensor, so no channels become features"));
  if (channels.size() != sensor->channels.size()) {
    return Fail(BadInput(
        fmt::format("{} readings for the {} channels of {}", channels.size(), sensor->channels.size(), sensor->id)));
  }
  std::vector<double> values;
  for (const FeatureRule& rule : features) {
    if (rule.compiled) {
      values.push_back(rule.compiled->Evaluate(channels));
      continue;
    }
    AUTOPILOT_TRY(expression, Expression::Parse(rule.expression, sensor->channels));
    values.push_back(expression.Evaluate(channels));
  }
  return values;
}

std::vector<std::size_t> Contract::MappedChannels() const {
  std::vector<std::size_t> mapped;
  if (!sensor) return mapped;
  for (std::size_t channel = 0; channel < sensor->channels.size(); ++channel) {
    const bool used = std::any_of(features.begin(), features.end(), [&](const FeatureRule& rule) {
      if (!rule.compiled) return false;
      const auto& names = rule.compiled->used();
      return std::find(names.begin(), names.end(), sensor->channels[channel]) != names.end();
    });
    if (used) mapped.push_back(channel);
  }
  return mapped;
}

Result<Contract> MeasureContract(const Application& application, const Profiles& profiles, KerasMeasurer* keras) {
  Contract contract;
  contract.application = application;
  if (contract.application.Trains()) AUTOPILOT_CHECK(NameFeatures(contract.application));
  const Application& app = contract.application;
  AUTOPILOT_TRY(library, FindProfile(app, profiles.libraries, app.library, "target.library", "library"));
  AUTOPILOT_TRY(board, FindProfile(app, profiles.boards, app.board, "target.board", "board"));
  contract.library = library;
  for (const auto& [id, other] : profiles.libraries) {
    if (id != library.id) contract.other_libraries.push_back(other);
  }
  contract.board = board;
  contract.class_words = profiles.class_words;
  contract.input_tolerance = app.input_tolerance.value_or(contract.input_tolerance);
  contract.accuracy_loss = app.accuracy_loss.value_or(contract.accuracy_loss);
  AUTOPILOT_CHECK(app.serial_rows ? MeasureSerial(contract, profiles) : MeasureSensor(contract, profiles));
  MeasureLibraries(contract, profiles);
  contract.parts = PartsOf(contract.board, profiles);
  if (contract.sensor) contract.rate_tolerance = app.rate_tolerance.value_or(contract.sensor->rate_tolerance);
  AUTOPILOT_TRY(data, LoadData(app));
  contract.data = std::move(data);
  contract.notes.insert(contract.notes.end(), contract.data.notes.begin(), contract.data.notes.end());
  if (app.Trains()) {
    AUTOPILOT_CHECK(CheckTrainable(contract));
    contract.application.labels.clear();
    for (const ClassFacts& one : contract.data.classes) contract.application.labels.push_back(one.name);
  }
  NoteOddities(contract);
  AUTOPILOT_CHECK(contract.BehaviourSteps());
  if (app.preprocessing) {
    AUTOPILOT_TRY(preprocessing, ReadPreprocessing(*app.preprocessing, app.features));
    if (preprocessing.Changes()) AUTOPILOT_CHECK(AdoptPreprocessing(contract, std::move(preprocessing)));
  }

  std::string where;
  AUTOPILOT_TRY(bytes, ReadModel(contract, where));
  if (app.tflite || app.header) AUTOPILOT_CHECK(AdoptModel(contract, std::move(bytes), where));
  // Last, because opening a Keras model takes seconds and everything above is free.
  if (app.keras && keras != nullptr) {
    AUTOPILOT_TRY(facts, keras->Measure(app, contract.data));
    AUTOPILOT_CHECK(CheckKeras(contract, facts));
    if (facts.accuracy >= 0 && facts.accuracy < kLowAccuracy) {
      contract.notes.push_back(
          fmt::format("the Keras model answers only {:.0f} % of the data right: are features and "
                      "labels in the order of training?",
                      100 * facts.accuracy));
    }
    contract.keras = std::move(facts);
  }
  return contract;
}

Result<std::vector<std::vector<BehaviourStep>>> Contract::BehaviourSteps() const {
  std::vector<std::vector<BehaviourStep>> checks;
  for (const Behaviour& behaviour : application.behaviours) {
    const auto at = [&](Error error) { return Fail(std::move(error).At(application.file.string(), behaviour.line)); };
    auto steps =
        ParseBehaviour(behaviour, application.report == "label" ? application.labels : std::vector<std::string>());
    if (!steps) return at(std::move(steps).error());
    for (const BehaviourStep& step : *steps) {
      for (const Expectation& expectation : step.expect) {
        if (expectation.pin.empty() || board.PinNumber(expectation.pin) >= 0) continue;
        std::vector<std::string> pins;
        for (const BoardLed& led : board.leds) pins.push_back(led.pin);
        return at(BadInput(fmt::format("{} has no pin \"{}\"", board.title, expectation.pin),
                           fmt::format("use {}, or D0 to D{}", fmt::join(pins, ", "), board.digital_pins - 1)));
      }
    }
    checks.push_back(std::move(*steps));
  }
  return checks;
}

Status AdoptPreprocessing(Contract& contract, Preprocessing preprocessing) {
  for (InputScaling& input : preprocessing.inputs) {
    input.offset = AsFloat(input.offset);
    input.divisor = AsFloat(input.divisor);
  }
  for (std::vector<double>& row : contract.data.features) row = preprocessing.Apply(row);
  MeasureValues(contract.data);
  for (std::size_t i = 0; i < contract.features.size() && i < preprocessing.inputs.size(); ++i) {
    FeatureRule& rule = contract.features[i];
    rule.expression = ScaledExpression(rule.expression, preprocessing.inputs[i]);
    AUTOPILOT_TRY(compiled, Expression::Parse(rule.expression, contract.sensor->channels));
    rule.compiled = std::move(compiled);
  }
  contract.preprocessing = std::move(preprocessing);
  return {};
}

Status AdoptModel(Contract& contract, std::string tflite_bytes, const std::string& where) {
  AUTOPILOT_TRY(facts, ReadTfliteFacts(tflite_bytes, where));
  AUTOPILOT_CHECK(CheckTflite(contract, facts, where));
  contract.arena_need = EstimateArena(contract.library, facts);
  if (const std::string lack = WhatTwinLacks(contract.library, facts); !lack.empty()) {
    contract.notes.push_back(lack + ": sketches with this model cannot be judged");
  }
  contract.tflite = std::move(facts);
  contract.tflite_bytes = std::move(tflite_bytes);
  return {};
}

}  // namespace autopilot
