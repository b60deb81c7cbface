#include "protocol/piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "protocol/contract_text.h"
#include "protocol/cpp_text.h"

namespace autopilot {
namespace {

constexpr double kFeatureTolerance = 1e-3;  ///< The same arithmetic in float: only rounding may differ.
constexpr std::size_t kWorkedExamples = 2;

/// Channels that the map uses, in the order of the sensor's profile.
std::vector<std::size_t> UsedChannels(const Contract& contract) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < contract.sensor->channels.size(); ++i) {
    const std::string& channel = contract.sensor->channels[i];
    for (const FeatureRule& rule : contract.features) {
      const auto parsed = Expression::Parse(rule.expression, contract.sensor->channels);
      if (!parsed) continue;
      if (std::find(parsed->used().begin(), parsed->used().end(), channel) != parsed->used().end()) {
        used.push_back(i);
        break;
      }
    }
  }
  return used;
}

std::vector<std::string> UsedNames(const Contract& contract) {
  std::vector<std::string> names;
  for (std::size_t i : UsedChannels(contract)) names.push_back(contract.sensor->channels[i]);
  return names;
}

std::string Parameters(const Contract& contract, const std::string& reference) {
  std::vector<std::string> parameters;
  for (const std::string& name : UsedNames(contract)) {
    parameters.push_back(contract.sensor->channel_type + reference + " " + name);
  }
  return fmt::format("{}", fmt::join(parameters, ", "));
}

/// The library's read call with the profile's {channel} marks replaced by the parameters' names.
std::string ReadCall(const Contract& contract) {
  std::string call = contract.sensor->read;
  for (const std::string& name : contract.sensor->channels) {
    const std::string mark = "{" + name + "}";
    for (auto at = call.find(mark); at != std::string::npos; at = call.find(mark)) call.replace(at, mark.size(), name);
  }
  return call;
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

/// A float constant of C++.
std::string FloatLiteral(double value) {
  std::string text = fmt::format("{:.9g}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

std::string Trim(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
  std::size_t begin = 0;
  while (begin < text.size() && std::isspace(static_cast<unsigned char>(text[begin])) != 0) ++begin;
  return text.substr(begin);
}

Piece SensorBegin(const Contract& contract) {
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
  first.accepts = [](const std::vector<std::string>& lines) { return !lines.empty() && Trim(lines.back()) == "true"; };
  piece.cases.push_back(std::move(first));
  return piece;
}

Piece ReadRaw(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  Piece piece;
  piece.name = "read_raw";
  piece.root_cause = "no_sensor_read";
  piece.signature = fmt::format("void read_raw({})", Parameters(contract, "&"));
  piece.needs_sensor = true;
  piece.reference = fmt::format("{} {{\n  {};\n}}\n", piece.signature, ReadCall(contract));
  const auto used = UsedChannels(contract);
  const std::vector<std::string> names = UsedNames(contract);
  const Stimulus& shown = stimuli.front();
  std::vector<std::string> inputs;
  std::vector<double> wanted;
  std::string statements;
  std::string prints;
  for (std::size_t i = 0; i < used.size(); ++i) {
    inputs.push_back(fmt::format("{}={:g}", names[i], shown.channels[used[i]]));
    wanted.push_back(shown.channels[used[i]]);
    statements += fmt::format("{} {} = -1; ", contract.sensor->channel_type, names[i]);
    prints += fmt::format("Serial.println({}); ", names[i]);
  }
  PieceCase first;
  first.input = fmt::format("the sensor shows {}", fmt::join(inputs, " "));
  first.expected = fmt::format("{}", fmt::join(inputs, " "));
  first.statements = fmt::format("{} while (!{}) delay(5); read_raw({}); {}", statements, contract.sensor->available,
                                 fmt::join(names, ", "), prints);
  first.accepts = [wanted](const std::vector<std::string>& lines) {
    if (lines.size() != wanted.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (std::strtod(lines[i].c_str(), nullptr) != wanted[i]) return false;
    }
    return true;
  };
  piece.cases.push_back(std::move(first));
  return piece;
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
  result.accepts = [features](const std::vector<std::string>& lines) {
    if (lines.size() != features.size()) return false;
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (!(std::abs(std::strtod(lines[i].c_str(), nullptr) - features[i]) <= kFeatureTolerance)) return false;
    }
    return true;
  };
  return result;
}

Piece Features(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  Piece piece;
  piece.name = "features";
  piece.root_cause = "input_scaling";
  piece.signature = fmt::format("void features({}, float x[{}])", Parameters(contract, ""), contract.features.size());
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
  piece.shown_cases = std::min(kWorkedExamples, piece.cases.size());
  return piece;
}

bool ReadsRows(const Contract& contract) { return contract.application.serial_rows; }

/// The constants that scale a row, as the frame declares them; empty where the row is the input.
std::string ScalingConstants(const Contract& contract) {
  if (!ReadsRows(contract) || !contract.preprocessing) return "";
  std::vector<std::string> offsets;
  std::vector<std::string> divisors;
  for (const InputScaling& input : contract.preprocessing->inputs) {
    offsets.push_back(FloatLiteral(input.offset));
    divisors.push_back(FloatLiteral(input.divisor));
  }
  return fmt::format("const float OFFSET[{0}] = {{{1}}};\nconst float DIVISOR[{0}] = {{{2}}};", offsets.size(),
                     fmt::join(offsets, ", "), fmt::join(divisors, ", "));
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
  result.accepts = [inputs](const std::vector<std::string>& lines) {
    if (lines.size() != inputs.size()) return false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const double tolerance = kFeatureTolerance * std::max(1.0, std::abs(inputs[i]));
      if (!(std::abs(std::strtod(lines[i].c_str(), nullptr) - inputs[i]) <= tolerance)) return false;
    }
    return true;
  };
  return result;
}

/// Scales a row that came in on the serial port, with the training's constants.
Piece RowFeatures(const Contract& contract, const std::vector<Stimulus>& stimuli) {
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

PieceCase ReportCase(const Contract& contract, std::size_t winner, double top) {
  const std::size_t classes = contract.application.labels.size();
  std::vector<std::string> scores;
  for (std::size_t i = 0; i < classes; ++i) {
    // Distinct losers, so that ties cannot decide.
    const double rest = (1 - top) / static_cast<double>(classes);
    scores.push_back(fmt::format("{:.3f}", i == winner ? top : rest * (1 + 0.1 * static_cast<double>(i))));
  }
  const std::string label = contract.application.labels[winner];
  PieceCase result;
  result.input = fmt::format("score = {{{}}}", fmt::join(scores, ", "));
  result.expected = fmt::format("says {} once", label);
  result.example = fmt::format("With score = {{{}}} it says {}.", fmt::join(scores, ", "), CppLiteral(label));
  result.statements = fmt::format("const float score[{}] = {{{}}}; report(score);", classes, fmt::join(scores, ", "));
  result.accepts = [label](const std::vector<std::string>& lines) {
    return lines.size() == 1 && Trim(lines[0]) == Trim(label);
  };
  return result;
}

Piece Report(const Contract& contract) {
  Piece piece;
  const std::size_t classes = contract.application.labels.size();
  piece.name = "report";
  piece.root_cause = "wrong_value_reported";
  piece.signature = fmt::format("void report(const float score[{}])", classes);
  piece.reference = fmt::format(
      "{0} {{\n  int best = 0;\n  for (int i = 1; i < {1}; ++i) {{\n    if (score[i] > score[best]) best = i;\n  }}\n  "
      "say(LABELS[best]);\n}}\n",
      piece.signature, classes);
  for (double top : {0.9, 0.45}) {
    for (std::size_t i = 0; i < classes; ++i) piece.cases.push_back(ReportCase(contract, classes - 1 - i, top));
  }
  piece.shown_cases = std::min(kWorkedExamples, piece.cases.size());
  return piece;
}

/// The library's functions that a piece is about: those whose name its reference calls.
std::vector<std::string> RelevantApi(const Contract& contract, const Piece& piece) {
  std::vector<std::string> relevant;
  for (const std::string& line : contract.sensor->api) {
    const auto end = line.find('(');
    const auto begin = line.find_last_of(" .", end);
    if (end == std::string::npos || begin == std::string::npos) continue;
    if (piece.reference.find(line.substr(begin + 1, end - begin)) != std::string::npos) relevant.push_back(line);
  }
  return relevant;
}

}  // namespace

Result<std::vector<Piece>> MakePieces(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  if (!contract.sensor || contract.sensor_use.window > 0 || contract.application.report != "label" ||
      contract.sensor_use.external) {
    return Fail(
        BadInput("this version writes sketches that read one sensor of the board value by value and report a label",
                 "use verify for sketches of other kinds")
            .At(contract.application.file.string()));
  }
  if (stimuli.empty()) {
    return Fail(BadInput("the data set has no rows to show to the sensor").At(contract.application.file.string()));
  }
  std::vector<Piece> pieces;
  if (ReadsRows(contract)) {
    if (contract.preprocessing) pieces.push_back(RowFeatures(contract, stimuli));
    pieces.push_back(Report(contract));
    return pieces;
  }
  pieces.push_back(SensorBegin(contract));
  pieces.push_back(ReadRaw(contract, stimuli));
  pieces.push_back(Features(contract, stimuli));
  pieces.push_back(Report(contract));
  return pieces;
}

nlohmann::json PieceFacts(const Contract& contract, const Piece& piece) {
  nlohmann::json facts = {
      {"signature", piece.signature},
      {"description", contract.application.description},
      {"sensor", contract.sensor->id},
      {"object", contract.sensor->object},
      {"api", RelevantApi(contract, piece)},
      {"channel_list", fmt::format("{}", fmt::join(UsedNames(contract), ", "))},
      {"classes", std::to_string(contract.application.labels.size())},
      {"count", std::to_string(contract.features.size())},
      {"last", std::to_string(contract.features.size() - 1)},
      {"label_list", LabelList(contract)},
      {"rules", nlohmann::json::array()},
      {"examples", nlohmann::json::array()},
  };
  for (std::size_t i = 0; i < contract.features.size(); ++i) {
    facts["rules"].push_back({{"index", std::to_string(i)},
                              {"name", contract.features[i].feature},
                              {"expression", contract.features[i].expression}});
  }
  for (std::size_t i = 0; i < piece.shown_cases; ++i) facts["examples"].push_back(piece.cases[i].example);
  return facts;
}

nlohmann::json FrameFacts(const Contract& contract, const std::vector<std::string>& code) {
  const std::vector<std::string> names = UsedNames(contract);
  const std::vector<std::string> adders = OperatorAdders(contract);
  std::vector<std::string> zero;
  for (const std::string& name : names) zero.push_back(name + " == 0");
  const std::string description = CppComment(contract.application.description);
  return {
      {"title", CppComment(contract.application.name)},
      {"description", description.empty() ? "says what the sensor shows" : description},
      {"board", contract.board.title},
      {"library", contract.library.title},
      {"sensor_header", contract.sensor->header},
      {"marker_header", contract.library.marker_header},
      {"classes", std::to_string(contract.application.labels.size())},
      {"features", std::to_string(contract.features.size())},
      {"label_list", LabelList(contract)},
      {"pieces", code},
      {"serial", ReadsRows(contract)},
      {"constants", ScalingConstants(contract)},
      {"scaled", !ScalingConstants(contract).empty()},
      {"operator_count", std::to_string(adders.size())},
      {"adders", adders},
      {"arena_bytes", std::to_string(ArenaBytes(contract))},
      {"symbol", contract.application.symbol},
      {"available", contract.sensor->available},
      {"channels", names},
      {"channel_type", contract.sensor->channel_type},
      {"channel_list", fmt::format("{}", fmt::join(names, ", "))},
      {"all_zero", fmt::format("{}", fmt::join(zero, " && "))},
      {"float_io", contract.tflite->input.type == "float32"},
  };
}

std::string RenderPieceTest(const Contract& contract, const Piece& piece, const std::string& code) {
  std::string test;
  if (!contract.sensor->header.empty()) test = fmt::format("#include <{}>\n", contract.sensor->header);
  test += ScalingConstants(contract) + "\n";
  test += fmt::format("const char* const LABELS[{}] = {{ {} }};\n", contract.application.labels.size(),
                      LabelList(contract));
  test += "void say(const char* text) { Serial.println(text); }\n";
  test += fmt::format("#line 1 \"{}.cpp\"\n{}\n#line 1000 \"test.cpp\"\n", piece.name, code);
  test += "void setup() {\n  Serial.begin(9600);\n";
  if (piece.needs_sensor && piece.name != "sensor_begin") test += fmt::format("  {};\n", contract.sensor->begin_check);
  // The world shows its first object a moment after setup() has returned.
  test += "}\nvoid loop() {\n  static bool done = false;\n  delay(500);\n  if (done) return;\n  done = true;\n";
  for (std::size_t i = 0; i < piece.cases.size(); ++i) {
    test += fmt::format("  {{ Serial.println(\"#{}\"); {} }}\n", i, piece.cases[i].statements);
  }
  test += "  Serial.println(\"#end\");\n}\n";
  return test;
}

}  // namespace autopilot
