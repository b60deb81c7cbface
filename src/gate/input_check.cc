#include "gate/input_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>

#include "gate/fault.h"
#include "gate/integer_division.h"
#include "gate/quantisation.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

/// Share of inferences that must agree: the first ones after a change of light may not.
constexpr double kEnough = 0.95;

struct Pair {
  const Inference* inference;
  std::vector<double> expected;
};

double Tolerance(const Contract& contract) {
  const double step = contract.tflite ? contract.tflite->input.scale : 0;
  return contract.input_tolerance + step;
}

bool Close(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - b[i]) <= tolerance)) return false;
  }
  return true;
}

using Transform = std::function<std::vector<double>(const Pair&)>;

/// Share of pairs for which `transform` of the expectation gives what the tensor held.
double Share(const std::vector<Pair>& pairs, const Transform& transform, double tolerance) {
  const auto hits = std::count_if(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return Close(transform(pair), pair.inference->input, tolerance);
  });
  return static_cast<double>(hits) / static_cast<double>(pairs.size());
}

std::string Show(const std::vector<double>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (double value : values) texts.push_back(fmt::format("{:.4g}", value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string ShowReading(const Contract& contract, const std::vector<double>& reading) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < reading.size() && i < contract.sensor->channels.size(); ++i) {
    texts.push_back(fmt::format("{}={:g}", contract.sensor->channels[i], reading[i]));
  }
  return fmt::format("{}", fmt::join(texts, " "));
}

/// The permutation that explains the tensors, if one other than the identity does.
std::optional<std::vector<std::size_t>> FindOrder(const std::vector<Pair>& pairs, double tolerance) {
  std::vector<std::size_t> order(pairs.front().expected.size());
  if (order.size() > 6) return std::nullopt;  // 720 orders are enough to try.
  std::iota(order.begin(), order.end(), 0u);
  while (std::next_permutation(order.begin(), order.end())) {
    const double share = Share(
        pairs,
        [&](const Pair& pair) {
          std::vector<double> moved;
          for (std::size_t from : order) moved.push_back(pair.expected[from]);
          return moved;
        },
        tolerance);
    if (share >= kEnough) return order;
  }
  return std::nullopt;
}

/// The divisor that turns raw channels into the tensor's values, if there is one: 255, 1024, ...
std::optional<double> FindDivisor(const std::vector<Pair>& pairs) {
  std::vector<double> divisors;
  for (const Pair& pair : pairs) {
    for (std::size_t i = 0; i < pair.expected.size() && i < pair.inference->reading.size(); ++i) {
      if (pair.inference->input[i] > 1e-9) divisors.push_back(pair.inference->reading[i] / pair.inference->input[i]);
    }
  }
  if (divisors.size() < pairs.size()) return std::nullopt;
  std::nth_element(divisors.begin(), divisors.begin() + static_cast<std::ptrdiff_t>(divisors.size() / 2),
                   divisors.end());
  const double middle = divisors[divisors.size() / 2];
  const auto near = std::count_if(divisors.begin(), divisors.end(), [&](double divisor) {
    return std::abs(divisor - middle) <= 0.02 * std::abs(middle);
  });
  if (static_cast<double>(near) < 0.9 * static_cast<double>(divisors.size())) return std::nullopt;
  return middle;
}

std::string Rules(const Contract& contract) {
  std::vector<std::string> rules;
  for (const FeatureRule& rule : contract.features) rules.push_back(rule.feature + " = " + rule.expression);
  return fmt::format("fill the input tensor with {}, in this order, computed in float", fmt::join(rules, ", "));
}

/// Every value is right or cut to a whole number, and some are cut. `quantum`: what a quantised tensor cannot tell.
bool IsTruncated(const std::vector<Pair>& pairs, double tolerance, double quantum) {
  bool cut = false;
  for (const Pair& pair : pairs) {
    for (std::size_t i = 0; i < pair.expected.size(); ++i) {
      const double got = pair.inference->input[i];
      if (std::abs(got - pair.expected[i]) <= tolerance) continue;
      if (!(std::abs(got - std::trunc(pair.expected[i])) <= quantum))
        return false;  // Nor is no number one that is cut.
      cut = true;
    }
  }
  return cut;
}

bool IsUnquantised(const TensorFacts& tensor, const std::vector<Pair>& pairs, double tolerance) {
  const auto wrong = WrongQuantisations(tensor);
  return std::any_of(wrong.begin(), wrong.end(), [&](const std::function<double(double)>& stored) {
    return Share(
               pairs,
               [&](const Pair& pair) {
                 std::vector<double> values;
                 for (double value : pair.expected) values.push_back(stored(value));
                 return values;
               },
               tolerance) >= kEnough;
  });
}

Finding Diagnose(const Contract& contract, const std::string& text, const std::vector<Pair>& pairs, double tolerance) {
  const Inference& first = *pairs.front().inference;
  const bool constant = pairs.size() > 1 && std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
                          return pair.inference->raw_input == first.raw_input;
                        });
  const double quantum = contract.tflite ? contract.tflite->input.scale / 2 : 0;
  // Multiplied by a scale below one, all that is left is zero, as of a quotient of integers.
  const bool divides = DividesByScale(text) || DividesIntegers(text);
  if (quantum > 0 && constant && IsTruncated(pairs, tolerance, quantum) && !divides) {
    return SemanticsFault("input-quantisation", "input_quantisation", "the input tensor's scale is not divided by");
  }
  if (IsTruncated(pairs, tolerance, quantum)) {
    return SemanticsFault(
        "integer-division", "integer_division",
        "the input tensor holds whole numbers where fractions belong: the division is done in integers");
  }
  if (constant && contract.tflite && IsSaturated(first.raw_input, contract.tflite->input)) {
    return SemanticsFault("input-quantisation", "input_quantisation",
                          "the input tensor is always full: its scale and zero point are not applied");
  }
  if (constant)
    return SemanticsFault("constant-input", "constant_input",
                          "the input tensor never changes, whatever the sensor shows");
  if (const auto order = FindOrder(pairs, tolerance)) {
    return SemanticsFault("input-order", "input_order", "the features stand in another order than in training");
  }
  if (contract.tflite && IsUnquantised(contract.tflite->input, pairs, tolerance)) {
    return SemanticsFault("input-quantisation", "input_quantisation",
                          "the input tensor's scale and zero point are not applied");
  }
  if (const auto divisor = FindDivisor(pairs)) {
    return SemanticsFault("input-scaling", "input_scaling",
                          *divisor > 0.98 && *divisor < 1.02
                              ? std::string("the input tensor holds the sensor's raw counts")
                              : fmt::format("the input tensor holds the sensor's counts divided by {:.4g}", *divisor));
  }
  return SemanticsFault("input-scaling", "input_scaling",
                        "the input tensor's values are not those the model was trained on");
}

}  // namespace

std::vector<double> ExpectedInput(const Contract& contract, const Inference& inference) {
  if (!contract.sensor || inference.reading.empty()) return {};
  const auto features = contract.Features(inference.reading);
  return features ? *features : std::vector<double>();
}

std::optional<Finding> CheckInput(const Contract& contract, const std::string& text, const Observation& seen) {
  if (!contract.sensor) return std::nullopt;
  const double tolerance = Tolerance(contract);
  std::vector<Pair> pairs;
  for (std::size_t index : seen.Settled()) {
    const Inference& inference = seen.inferences[index];
    std::vector<double> expected = ExpectedInput(contract, inference);
    const bool defined = !expected.empty() && expected.size() == inference.input.size() &&
                         std::all_of(expected.begin(), expected.end(), [](double v) { return std::isfinite(v); });
    if (defined) pairs.push_back({&inference, std::move(expected)});
  }
  if (pairs.empty()) {
    Finding finding = SemanticsFault(
        "input-unknown", "", "no inference follows a reading of the sensor that the contract's map is defined for");
    finding.severity = Severity::kWarning;
    return finding;
  }
  const double share = Share(
      pairs, [](const Pair& pair) { return pair.expected; }, tolerance);
  if (share >= kEnough) return std::nullopt;

  Finding finding = Diagnose(contract, text, pairs, tolerance);
  const auto wrong = std::find_if(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return !Close(pair.expected, pair.inference->input, tolerance);
  });
  finding.counterexample = {ShowReading(contract, wrong->inference->reading), Show(wrong->expected),
                            Show(wrong->inference->input)};
  finding.evidence = fmt::format("{:.0f} % of {} inferences have the right input", 100 * share, pairs.size());
  finding.next = Rules(contract);
  return finding;
}

}  // namespace autopilot
