#include "protocol/answer_pieces.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "protocol/check_summary.h"
#include "protocol/contract_text.h"
#include "protocol/cpp_text.h"
#include "protocol/piece_lines.h"

namespace autopilot {
namespace {

constexpr std::size_t kWorkedExamples = 2;
constexpr int kMostMilliseconds = 50;   ///< A behaviour that takes longer keeps the sketch from reading its sensor.
constexpr int kCallMilliseconds = 200;  ///< Between two calls of a behaviour, as the frame makes them.

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
  result.accepts = [label](const Stretch& seen) {
    return seen.lines.size() == 1 && Bare(seen.lines[0]) == Bare(label);
  };
  return result;
}

PieceCase NumberCase(double value) {
  PieceCase result;
  result.input = fmt::format("value = {:.4f}", value);
  result.expected = fmt::format("says {:.4f} once", value);
  result.example = fmt::format("report({:.4f}) prints the line {:.4f}", value, value);
  result.statements = fmt::format("report({});", FloatLiteral(value));
  result.accepts = [value](const Stretch& seen) {
    constexpr double kRounded = 0.006;  // Two digits are a report.
    return AreNear(seen.lines, {value}, {kRounded});
  };
  return result;
}

/// "Banana for 1 s: LEDG on"
std::string InWords(const BehaviourStep& step) {
  std::vector<std::string> expect;
  for (const Expectation& expectation : step.expect) expect.push_back(expectation.words);
  const std::string given = step.kind == BehaviourStep::Kind::kPause ? fmt::format("nothing for {:g} s", step.seconds)
                                                                     : fmt::format("{}", step.words);
  return expect.empty() ? given : fmt::format("{}: then {}", given, fmt::join(expect, " and "));
}

/// What a behaviour has to be told.
struct BehaviourInputs {
  bool memory = false;  ///< The same answer has other consequences at another time.
  bool time = false;
};

BehaviourInputs InputsOf(const std::vector<BehaviourStep>& steps) {
  if (steps.empty()) return {true, true};
  BehaviourInputs inputs;
  std::map<std::string, Expectation::Kind> known;  // Of a pin, while the same thing is shown.
  bool waits = false;
  for (const BehaviourStep& step : steps) {
    waits = waits || step.kind == BehaviourStep::Kind::kPause;
    for (const Expectation& expectation : step.expect) {
      if (expectation.kind != Expectation::Kind::kOn && expectation.kind != Expectation::Kind::kOff) {
        inputs.memory = true;
        waits = waits || expectation.kind == Expectation::Kind::kBlinks;
        continue;
      }
      const std::string key = fmt::format("{} {} {}", step.label, step.value, expectation.pin);
      const auto [place, fresh] = known.emplace(key, expectation.kind);
      if (!fresh && place->second != expectation.kind) inputs.memory = true;
    }
  }
  inputs.time = inputs.memory && waits;
  return inputs;
}

bool IsNumber(const Contract& contract) { return contract.application.report == "number"; }

/// How the function is told of the moment: its arguments, or its parameters.
std::string Told(const Contract& contract, std::size_t index, const BehaviourInputs& inputs,
                 const BehaviourMoment& moment) {
  std::string arguments = moment.answer;
  if (inputs.time && !IsNumber(contract)) arguments += ", " + moment.is_new;
  if (inputs.time) arguments += ", " + moment.now;
  return fmt::format("{}({})", BehaviourName(index), arguments);
}

/// C++ that calls the function as the frame would, for as long as the step lasts.
std::string CallsOf(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps,
                    const BehaviourStep& step) {
  const int calls = std::max(1, static_cast<int>(std::lround(step.seconds * 1000 / kCallMilliseconds)));
  const bool shown = step.kind == BehaviourStep::Kind::kAnswer;
  BehaviourMoment moment{FloatLiteral(step.value), "false", "false", "millis()"};
  if (!IsNumber(contract))
    moment.answer = shown ? LabelNames(contract)[static_cast<std::size_t>(step.label)] : "NOTHING";
  if (shown) moment.is_new = moment.changed = "call == 0";
  std::string after;
  if (shown) {  // It is taken away before something else is shown; the step ends while it is still there.
    after =
        fmt::format(" {}; delay({});", BehaviourCall(contract, index, steps, {"NOTHING", "false", "true", "millis()"}),
                    kCallMilliseconds);
  }
  return fmt::format(
      "for (int call = 0; call < {0}; ++call) {{ const unsigned long before = millis(); {1}; "
      "if (millis() - before > {2}) Serial.println(\"{3}\"); delay({4}); }} Serial.println(\"{5}\");{6}",
      calls, BehaviourCall(contract, index, steps, moment), kMostMilliseconds, kTooSlow, kCallMilliseconds, kStepOver,
      after);
}

}  // namespace

Piece ReportPiece(const Contract& contract) {
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

Piece NumberReportPiece() {
  Piece piece;
  piece.name = "report";
  piece.prompt = "number_report";
  piece.root_cause = "wrong_value_reported";
  piece.signature = "void report(float value)";
  piece.reference = "void report(float value) {\n  say(value);\n}\n";
  for (const double value : {0.4226, -0.7071, 0.0312, 1.0}) piece.cases.push_back(NumberCase(value));
  piece.shown_cases = kWorkedExamples;
  return piece;
}

std::string BehaviourName(std::size_t index) { return fmt::format("behaviour_{}", index + 1); }

std::string BehaviourCall(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps,
                          const BehaviourMoment& moment) {
  const BehaviourInputs inputs = InputsOf(steps);
  const std::string call = Told(contract, index, inputs, moment);
  const bool on_change = inputs.memory && !inputs.time && !IsNumber(contract);
  return on_change ? fmt::format("if ({}) {}", moment.changed, call) : call;
}

Piece BehaviourPiece(const Contract& contract, std::size_t index, const std::vector<BehaviourStep>& steps) {
  Piece piece;
  piece.name = BehaviourName(index);
  const BehaviourInputs inputs = InputsOf(steps);
  const bool number = IsNumber(contract);
  piece.prompt = number ? "number_behaviour" : inputs.memory && !inputs.time ? "behaviour_on_change" : "behaviour";
  piece.root_cause = "behaviour_not_met";
  piece.wish = contract.application.behaviours[index].text;
  piece.signature = "void " + Told(contract, index, inputs,
                                   {number ? "float value" : "int answer", "bool is_new", "", "unsigned long now"});
  std::set<std::string> told;
  std::string story;
  for (const BehaviourStep& step : steps) {
    PieceCase one;
    one.example = InWords(step);
    if (!inputs.memory && (step.expect.empty() || !told.insert(one.example).second)) one.example.clear();
    one.input = story.empty() ? step.words : story + ", " + step.words;
    story = one.input;
    std::vector<std::string> expect;
    for (const Expectation& expectation : step.expect) expect.push_back(expectation.words);
    one.expected = fmt::format("{}", fmt::join(expect, " and "));
    one.statements = CallsOf(contract, index, steps, step);
    one.refutes = [expectations = step.expect, &contract](const Stretch& seen) {
      if (std::find(seen.lines.begin(), seen.lines.end(), kTooSlow) != seen.lines.end())
        return std::string("the function waits; it must return at once");
      for (const Expectation& expectation : expectations) {
        if (std::string seen_instead = Refutation(expectation, contract, seen); !seen_instead.empty())
          return seen_instead;
      }
      return std::string();
    };
    piece.cases.push_back(std::move(one));
  }
  piece.shown_cases = piece.cases.size();
  if (inputs.memory) {
    CheckSummary summary = SummaryOf(steps);
    piece.summary = std::move(summary.lines);
    piece.remembers = !summary.complete;
  }
  return piece;
}

}  // namespace autopilot
