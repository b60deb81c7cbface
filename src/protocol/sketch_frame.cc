#include "protocol/sketch_frame.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/text.h"
#include "gate/run_plan.h"
#include "gate/window_view.h"
#include "protocol/answer_pieces.h"
#include "protocol/contract_text.h"
#include "protocol/cpp_text.h"

namespace autopilot {
namespace {

/// So many answers a window's length: what a hand does is seen whole, whenever it begins.
constexpr int kAnswersAWindow = 4;

bool IsNumber(const Contract& contract) { return contract.application.report == "number"; }

/// Every name that a behaviour may need.
std::string BehaviourDeclarations(const Contract& contract) {
  std::vector<std::string> low;
  for (const BoardLed& led : contract.board.leds) {
    if (led.lit_low) low.push_back("led == " + led.pin);
  }
  const std::string lit_low = low.empty() ? "false" : fmt::format("({})", fmt::join(low, " || "));
  std::string text;
  if (!IsNumber(contract)) text += fmt::format("enum {{ {} }};\n\n", AnswerConstants(contract));
  text += "// Lights an LED of the board or puts it out, whatever level that takes.\n";
  text += fmt::format("void light(int led, bool on) {{ digitalWrite(led, on == {} ? LOW : HIGH); }}\n", lit_low);
  return text;
}

/// Statements for setup(): all that a behaviour may switch is an output, and off.
std::vector<std::string> OutputPins(const Contract& contract) {
  std::vector<std::string> statements;
  std::set<std::string> pins;
  for (const BoardLed& led : contract.board.leds) {
    pins.insert(led.pin);
    statements.push_back(fmt::format("pinMode({0}, OUTPUT);\n  light({0}, false);", led.pin));
  }
  for (const Behaviour& behaviour : contract.application.behaviours) {
    for (const std::string& words : behaviour.expect) {
      const auto expectations = ParseExpectations(words);
      if (!expectations) continue;
      for (const Expectation& expectation : *expectations) {
        if (expectation.pin.empty() || !pins.insert(expectation.pin).second) continue;
        statements.push_back(fmt::format("pinMode({}, OUTPUT);", contract.board.PinNumber(expectation.pin)));
      }
    }
  }
  return statements;
}

std::string SayFunctions(const Contract& contract) {
  std::string text = "// Prints text as one line.\nvoid say(const char* text) { Serial.println(text); }\n";
  if (IsNumber(contract) || !contract.application.behaviours.empty()) {
    text +=
        "\n// Prints a number as one line.\nvoid say(int number) { Serial.println(number); }\n"
        "void say(long number) { Serial.println(number); }\nvoid say(unsigned number) { Serial.println(number); }\n"
        "void say(unsigned long number) { Serial.println(number); }\n"
        "void say(double number) { Serial.println(number, 4); }\n";
  }
  return text;
}

/// Calls of the behaviours whose functions stand in `code`.
std::vector<std::string> BehaviourCalls(const Contract& contract, const std::vector<std::string>& code) {
  std::vector<std::string> calls;
  const auto checks = contract.BehaviourSteps();
  for (std::size_t i = 0; checks && i < checks->size(); ++i) {
    const std::string name = BehaviourName(i);
    const bool written =
        std::any_of(code.begin(), code.end(), [&](const std::string& piece) { return Contains(piece, name + "("); });
    if (!written) continue;
    const BehaviourMoment moment =
        IsNumber(contract) ? BehaviourMoment{"score[0]", "", "", "millis()"}
                           : BehaviourMoment{"best", "best >= 0 && best != last", "best != last", "millis()"};
    calls.push_back(BehaviourCall(contract, i, (*checks)[i], moment));
  }
  return calls;
}

/// Facts that the frame uses.
nlohmann::json FrameFacts(const Contract& contract, const std::vector<std::string>& code) {
  const InputKind kind = KindOf(contract);
  const bool sensor = kind != InputKind::kSweep && !ReadsRows(contract);
  const std::vector<std::string> names = sensor ? ReadNames(contract) : std::vector<std::string>();
  const std::vector<std::string> adders = OperatorAdders(contract);
  std::vector<std::string> zero;
  for (const std::string& name : names) zero.push_back(name + " == 0");
  const std::string description = CppComment(contract.application.description);
  const bool behaves = !contract.application.behaviours.empty();
  const bool answers = behaves || contract.application.report_on_change;
  nlohmann::json facts = {
      {"title", CppComment(contract.application.name)},
      {"description", description.empty() ? "says what the sensor shows" : description},
      {"board", contract.board.title},
      {"library", contract.library.title},
      {"sensor_header", sensor ? contract.sensor->header : ""},
      {"marker_header", contract.library.marker_header},
      {"label", !IsNumber(contract)},
      {"classes", std::to_string(IsNumber(contract) ? 1 : contract.application.labels.size())},
      {"features", std::to_string(kind == InputKind::kSweep ? 1 : contract.features.size())},
      {"inputs", std::to_string(contract.tflite->input.elements())},
      {"label_list", LabelList(contract)},
      {"say", SayFunctions(contract)},
      {"pieces", code},
      {"reads_sensor", sensor},
      {"objects", sensor && kind == InputKind::kObjects},
      {"window", kind == InputKind::kWindows},
      {"sweep", kind == InputKind::kSweep},
      {"serial", ReadsRows(contract)},
      {"constants", ScalingConstants(contract)},
      {"scaled", !ScalingConstants(contract).empty()},
      {"behaves", behaves},
      {"behaviours", BehaviourCalls(contract, code)},
      {"behaviour_declarations", behaves ? BehaviourDeclarations(contract) : ""},
      {"outputs", behaves ? OutputPins(contract) : std::vector<std::string>()},
      {"on_change", contract.application.report_on_change},
      {"answers", answers},
      {"handle", answers              ? "answer(score)"
                 : IsNumber(contract) ? "report(score[0])"
                                      : "report(score)"},
      {"operator_count", std::to_string(adders.size())},
      {"adders", adders},
      {"arena_bytes", std::to_string(ArenaBytes(contract))},
      {"symbol", contract.application.symbol},
      {"available", sensor ? contract.sensor->available : ""},
      {"channels", names},
      {"channel_type", sensor ? contract.sensor->channel_type : ""},
      {"channel_list", fmt::format("{}", fmt::join(names, ", "))},
      {"feature_arguments", sensor ? fmt::format("{}", fmt::join(UsedNames(contract), ", ")) : ""},
      {"all_zero", fmt::format("{}", fmt::join(zero, " && "))},
      {"float_io", contract.tflite->input.type == "float32"},
  };
  if (kind == InputKind::kWindows) {
    const int rows = contract.sensor_use.window;
    facts["rows"] = std::to_string(rows);
    facts["row_stride"] = std::to_string(std::max(1, rows / kAnswersAWindow));
    facts["row_micros"] = std::to_string(std::lround(1e6 / WindowRate(contract)));
  }
  if (const auto& sweep = contract.application.sweep) facts["steps"] = std::to_string(sweep->steps);
  return facts;
}

/// What a template leaves where a section was empty: more than one blank line, and one inside a brace, go.
std::string WithoutGaps(const std::string& text) {
  std::vector<std::string> kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool blank = line.find_first_not_of(" \t") == std::string::npos;
    const bool opened = kept.empty() || kept.back().empty() || kept.back().ends_with("{");
    if (blank && opened) continue;
    const auto first = line.find_first_not_of(' ');
    if (!blank && line[first] == '}' && !kept.empty() && kept.back().empty()) kept.pop_back();
    kept.push_back(blank ? "" : line);
  }
  while (!kept.empty() && kept.back().empty()) kept.pop_back();
  return fmt::format("{}\n", fmt::join(kept, "\n"));
}

}  // namespace

std::string AnswerConstants(const Contract& contract) {
  return fmt::format("NOTHING = -1, {}", fmt::join(LabelNames(contract), ", "));
}

std::string LedList(const Contract& contract) {
  std::vector<std::string> leds;
  for (const BoardLed& led : contract.board.leds) leds.push_back(fmt::format("{} ({})", led.pin, led.colour));
  return fmt::format("{}", fmt::join(leds, ", "));
}

Result<std::string> RenderSketch(const PromptLibrary& prompts, const Contract& contract,
                                 const std::vector<std::string>& code) {
  AUTOPILOT_TRY(sketch, prompts.Render("frames/" + contract.library.id, FrameFacts(contract, code)));
  return WithoutGaps(sketch.user);
}

std::string RenderPieceTest(const Contract& contract, const Piece& piece, const std::string& code) {
  std::string test;
  if (contract.sensor && !contract.sensor->header.empty())
    test = fmt::format("#include <{}>\n", contract.sensor->header);
  test += ScalingConstants(contract) + "\n";
  if (!IsNumber(contract)) {
    test += fmt::format("const char* const LABELS[{}] = {{ {} }};\n", contract.application.labels.size(),
                        LabelList(contract));
  }
  test += SayFunctions(contract);
  if (!piece.wish.empty()) test += BehaviourDeclarations(contract);
  test += fmt::format("#line 1 \"{}.cpp\"\n{}\n#line 1000 \"test.cpp\"\n", piece.name, code);
  test += "void setup() {\n  Serial.begin(9600);\n";
  if (piece.needs_sensor && !piece.starts_sensor) test += fmt::format("  {};\n", contract.sensor->begin_check);
  if (!piece.wish.empty()) test += fmt::format("  {}\n", fmt::join(OutputPins(contract), "\n  "));
  // The world shows its first object a moment after setup() has returned.
  test += "}\nvoid loop() {\n  static bool done = false;\n  delay(500);\n  if (done) return;\n  done = true;\n";
  for (std::size_t i = 0; i < piece.cases.size(); ++i) {
    test += fmt::format("  {{ Serial.println(\"#{}\"); {} }}\n", i, piece.cases[i].statements);
  }
  test += "  Serial.println(\"#end\");\n}\n";
  return test;
}

}  // namespace autopilot
