#include "protocol/input_pieces.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "protocol/contract_text.h"
#include "protocol/piece_lines.h"

namespace autopilot {
namespace {

constexpr std::size_t kWorkedExamples = 2;

std::string Parameters(const Contract& contract, const std::vector<std::string>& names, const std::string& reference) {
  std::vector<std::string> parameters;
  for (const std::string& name : names) {
    parameters.push_back(contract.sensor->channel_type + reference + " " + name);
  }
  return fmt::format("{}", fmt::join(parameters, ", "));
}

/// The library's calls that read what the map uses, with the profile's {channel} marks as the parameters' names.
std::string ReadCall(const Contract& contract) {
  std::string call = fmt::format("{}", fmt::join(ReadCalls(contract), ", "));
  std::erase_if(call, [](char c) { return c == '{' || c == '}'; });
  return call;
}

/// How far a reading may be from the value shown: the part's noise and its steps.
double ReadingError(const Contract& contract, std::size_t channel, double shown) {
  const SensorProfile& sensor = *contract.sensor;
  if (sensor.channel_type == "int") return 0;
  constexpr double kShare = 0.01;
  return 1.5 * (channel < sensor.noise.size() ? sensor.noise[channel] : 0) + kShare * std::max(1.0, std::abs(shown));
}

/// What float arithmetic may differ by.
std::vector<double> RoundingOf(const std::vector<double>& values) {
  constexpr double kShare = 1e-3;
  std::vector<double> rounding;
  for (double value : values) rounding.push_back(kShare * std::max(1.0, std::abs(value)));
  return rounding;
}

/// The expression in float arithmetic: every channel is converted first.
std::string FloatExpression(const Contract& contract, const std::string& expression) {
  std::string text;
  for (std::size_t i = 0; i < expression.size();) {
    std::size_t end = i;
    while (end < expression.size() &&
           (std::isalnum(static_cast<unsigned char>(expression[end])) != 0 || expression[end] == '_'))
      ++end;
    if (end == i) {
      text += expression[i++];
      continue;
    }
    const std::string word = expression.substr(i, end - i);
    const auto& channels = contract.sensor->channels;
    text +=
        std::find(channels.begin(), channels.end(), word) != channels.end() ? "static_cast<float>(" + word + ")" : word;
    i = end;
  }
  return text;
}

PieceCase FeatureCase(const Contract& contract, const Stimulus& stimulus) {
  const auto used = UsedChannels(contract);
  const std::vector<std::string> names = UsedNames(contract);
  const std::vector<double> features = contract.Features(stimulus.channels).value();
  std::vector<std::string> arguments;
  std::vector<std::string> inputs;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < used.size(); ++i) {
    arguments.push_back(fmt::format("{:g}", stimulus.channels[used[i]]));
    inputs.push_back(fmt::format("{}={:g}", names[i], stimulus.channels[used[i]]));
  }
  for (double value : features) values.push_back(fmt::format("{:.4f}", value));
  PieceCase result;
  result.input = fmt::format("{}", fmt::join(inputs, " "));
  result.expected = fmt::format("x = {{{}}}", fmt::join(values, ", "));
  std::vector<std::string> stores;
  for (std::size_t i = 0; i < values.size(); ++i) stores.push_back(fmt::format("x[{}] = {}", i, values[i]));
  result.example = fmt::format("features({}, x) stores {}", fmt::join(arguments, ", "), fmt::join(stores, ", "));
  result.statements =
      fmt::format("float x[{0}] = {{}}; features({1}, x); for (int i = 0; i < {0}; ++i) Serial.println(x[i], 6);",
                  features.size(), fmt::join(arguments, ", "));
  result.accepts = [features, tolerance = RoundingOf(features)](const Stretch& seen) {
    return AreNear(seen.lines, features, tolerance);
  };
  return result;
}

PieceCase RowCase(const Contract& contract, const Stimulus& stimulus) {
  constexpr std::size_t kShown = 6;  // Of the numbers of a row, in words.
  const std::vector<double> inputs = contract.Features(stimulus.channels).value();
  const std::size_t count = inputs.size();
  std::vector<std::string> row;
  std::vector<std::string> shown_row;
  std::vector<std::string> shown_inputs;
  for (std::size_t i = 0; i < count; ++i) {
    row.push_back(FloatLiteral(stimulus.channels[i]));
    if (i >= kShown) continue;
    shown_row.push_back(fmt::format("{:.6g}", stimulus.channels[i]));
    shown_inputs.push_back(fmt::format("{:.4f}", inputs[i]));
  }
  const char* const more = count > kShown ? ", ..." : "";
  PieceCase result;
  result.input = fmt::format("row = {{{}{}}}", fmt::join(shown_row, ", "), more);
  result.expected = fmt::format("x = {{{}{}}}", fmt::join(shown_inputs, ", "), more);
  result.example = fmt::format("With {} it stores {}.", result.input, result.expected);
  result.statements = fmt::format(
      "const float row[{0}] = {{{1}}}; float x[{0}] = {{}}; features(row, x); "
      "for (int i = 0; i < {0}; ++i) Serial.println(x[i], 6);",
      count, fmt::join(row, ", "));
  result.accepts = [inputs, tolerance = RoundingOf(inputs)](const Stretch& seen) {
    return AreNear(seen.lines, inputs, tolerance);
  };
  return result;
}

}  // namespace

Piece SensorBeginPiece(const Contract& contract) {
  Piece piece;
  piece.name = "sensor_begin";
  piece.starts_sensor = true;
  piece.root_cause = "sensor_not_started";
  piece.signature = "bool sensor_begin()";
  piece.needs_sensor = true;
  piece.reference = fmt::format("bool sensor_begin() {{\n  return {};\n}}\n", contract.sensor->begin_check);
  PieceCase first;
  first.input = "a sensor that answers";
  first.expected = "returns true, and the sensor is started";
  first.statements = "Serial.println(sensor_begin() ? \"true\" : \"false\");";
  // Lines of its own in setup() harm nobody; the answer is the last one.
  first.accepts = [](const Stretch& seen) { return !seen.lines.empty() && Bare(seen.lines.back()) == "true"; };
  piece.cases.push_back(std::move(first));
  return piece;
}

Piece ReadRawPiece(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  Piece piece;
  piece.name = "read_raw";
  piece.root_cause = "no_sensor_read";
  const std::vector<std::size_t> read = ReadChannels(contract);
  const std::vector<std::string> names = ReadNames(contract);
  piece.signature = fmt::format("void read_raw({})", Parameters(contract, names, "&"));
  piece.needs_sensor = true;
  piece.reference = fmt::format("{} {{\n  {};\n}}\n", piece.signature, ReadCall(contract));
  const Stimulus& shown = stimuli.front();
  std::vector<std::string> inputs;
  std::vector<double> wanted;
  std::string statements;
  std::string prints;
  std::vector<double> tolerance;
  for (std::size_t i = 0; i < read.size(); ++i) {
    inputs.push_back(fmt::format("{}={:g}", names[i], shown.channels[read[i]]));
    wanted.push_back(shown.channels[read[i]]);
    tolerance.push_back(ReadingError(contract, read[i], shown.channels[read[i]]));
    statements += fmt::format("{} {} = -1; ", contract.sensor->channel_type, names[i]);
    prints += contract.sensor->channel_type == "int" ? fmt::format("Serial.println({}); ", names[i])
                                                     : fmt::format("Serial.println({}, 6); ", names[i]);
  }
  PieceCase first;
  first.input = fmt::format("the sensor shows {}", fmt::join(inputs, " "));
  first.expected = fmt::format("{}", fmt::join(inputs, " "));
  first.statements = fmt::format("{} while (!{}) delay(5); read_raw({}); {}", statements, contract.sensor->available,
                                 fmt::join(names, ", "), prints);
  first.accepts = [wanted, tolerance](const Stretch& seen) { return AreNear(seen.lines, wanted, tolerance); };
  piece.cases.push_back(std::move(first));
  return piece;
}

Piece FeaturesPiece(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  Piece piece;
  piece.name = "features";
  piece.root_cause = "input_scaling";
  piece.signature = fmt::format("void features({}, float x[{}])", Parameters(contract, UsedNames(contract), ""),
                                contract.features.size());
  std::string body;
  for (std::size_t i = 0; i < contract.features.size(); ++i) {
    body += fmt::format("  x[{}] = {};\n", i, FloatExpression(contract, contract.features[i].expression));
  }
  piece.reference = fmt::format("{} {{\n{}}}\n", piece.signature, body);
  // Different classes at different brightness: no constant and no fixed divisor fits all of them.
  constexpr std::size_t kCases = 8;
  const std::size_t step = std::max<std::size_t>(1, stimuli.size() / kCases) | 1u;
  for (std::size_t i = 0; i < stimuli.size() && piece.cases.size() < kCases; i += step) {
    piece.cases.push_back(FeatureCase(contract, stimuli[i]));
  }
  // A reading of zero is a reading, wherever nothing is divided by it.
  const std::vector<std::size_t> used = UsedChannels(contract);
  const auto none_zero = [&](const Stimulus& stimulus) {
    return std::all_of(used.begin(), used.end(), [&](std::size_t channel) { return stimulus.channels[channel] != 0; });
  };
  const auto full = std::find_if(stimuli.begin(), stimuli.end(), none_zero);
  for (std::size_t channel : used) {
    Stimulus edge = full == stimuli.end() ? stimuli.front() : *full;
    edge.channels[channel] = 0;
    const std::vector<double> features = contract.Features(edge.channels).value();
    const bool finite =
        std::all_of(features.begin(), features.end(), [](double value) { return std::isfinite(value); });
    if (finite) piece.cases.push_back(FeatureCase(contract, edge));
  }
  piece.shown_cases = std::min(kWorkedExamples, piece.cases.size());
  return piece;
}

Piece RowFeaturesPiece(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  Piece piece;
  piece.name = "features";
  piece.prompt = "row_features";
  piece.root_cause = "input_scaling";
  const std::size_t count = contract.features.size();
  piece.signature = fmt::format("void features(const float row[{0}], float x[{0}])", count);
  piece.reference =
      fmt::format("{} {{\n  for (int i = 0; i < {}; ++i) {{\n    x[i] = (row[i] - OFFSET[i]) / DIVISOR[i];\n  }}\n}}\n",
                  piece.signature, count);
  constexpr std::size_t kCases = 4;
  const std::size_t step = std::max<std::size_t>(1, stimuli.size() / kCases) | 1u;
  for (std::size_t i = 0; i < stimuli.size() && piece.cases.size() < kCases; i += step) {
    piece.cases.push_back(RowCase(contract, stimuli[i]));
  }
  piece.shown_cases = std::min(kWorkedExamples, piece.cases.size());
  return piece;
}

Piece SweepPiece(const Contract& contract) {
  const SweepInput& sweep = *contract.application.sweep;
  const double step = (sweep.high - sweep.low) / sweep.steps;
  Piece piece;
  piece.name = "input_at";
  piece.root_cause = "input_scaling";
  piece.signature = "float input_at(int step)";
  piece.reference = fmt::format("float input_at(int step) {{\n  return {} + step * {};\n}}\n", FloatLiteral(sweep.low),
                                FloatLiteral(step));
  for (const int at : {0, sweep.steps / 4, sweep.steps - 1, sweep.steps / 2, 1}) {
    const double value = sweep.low + at * step;
    PieceCase one;
    one.input = fmt::format("step = {}", at);
    one.expected = fmt::format("{:.4f}", value);
    one.example = fmt::format("input_at({}) returns {:.4f}", at, value);
    one.statements = fmt::format("Serial.println(input_at({}), 6);", at);
    one.accepts = [value](const Stretch& seen) { return AreNear(seen.lines, {value}, RoundingOf({value})); };
    piece.cases.push_back(std::move(one));
  }
  piece.shown_cases = kWorkedExamples + 1;
  return piece;
}

}  // namespace autopilot
