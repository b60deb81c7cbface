#include "gate/sweep_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "gate/fault.h"
#include "gate/integer_division.h"
#include "gate/quantisation.h"
#include "gate/report_numbers.h"

namespace autopilot {
namespace {

/// Shares of the asked range: how far a step may lead beyond it, how much may be missing at its ends, and
/// how far two neighbouring inputs may lie apart.
constexpr double kBeyond = 0.1;
constexpr double kMissing = 0.1;
constexpr double kApart = 0.25;

/// Share of the inferences that must keep to the range, and must show the x that is printed.
constexpr double kEnough = 0.95;

struct Sweep {
  std::vector<double> inputs;  ///< Real values, in order of time.
  double least = 0;
  double most = 0;
  double widest = 0;  ///< Largest distance between neighbours in the range.
};

Sweep Measure(const Observation& seen) {
  Sweep sweep;
  for (const Inference& inference : seen.inferences) {
    if (!inference.input.empty()) sweep.inputs.push_back(inference.input.front());
  }
  if (sweep.inputs.empty()) return sweep;
  std::vector<double> sorted = sweep.inputs;
  std::sort(sorted.begin(), sorted.end());
  sweep.least = sorted.front();
  sweep.most = sorted.back();
  for (std::size_t i = 1; i < sorted.size(); ++i) sweep.widest = std::max(sweep.widest, sorted[i] - sorted[i - 1]);
  return sweep;
}

bool IsQuantised(const Contract& contract) { return contract.tflite && contract.tflite->input.scale != 0; }

/// The numbers as the tensor stores them look like the x that should have been quantised.
bool HoldsRawX(const Contract& contract, const Observation& seen) {
  const SweepInput& asked = *contract.application.sweep;
  std::size_t inside = 0;
  double most = asked.low;
  for (const Inference& inference : seen.inferences) {
    if (inference.raw_input.empty()) continue;
    const double raw = inference.raw_input.front();
    inside += raw >= std::floor(asked.low) && raw <= std::ceil(asked.high) ? 1 : 0;
    most = std::max(most, raw);
  }
  return inside == seen.inferences.size() && most >= std::floor(asked.high) - 1;
}

/// One printed number a line that runs through the asked range in step with the inferences, though the
/// tensor holds something else: the x that the sketch believes it uses.
std::optional<double> PrintedXDiffers(const Contract& contract, const Observation& seen) {
  const SweepInput& asked = *contract.application.sweep;
  const double range = asked.high - asked.low;
  constexpr std::size_t kColumns = 4;
  for (std::size_t column = 0; column < kColumns; ++column) {
    std::vector<double> off;
    double least = asked.high;
    double most = asked.low;
    std::size_t printed = 0;
    std::size_t inside = 0;
    for (const Inference& inference : seen.inferences) {
      if (inference.lines.empty() || inference.input.empty()) continue;
      std::vector<PrintedNumber> numbers;
      for (const std::string& line : inference.lines) {
        const auto found = FindNumbers(line);
        numbers.insert(numbers.end(), found.begin(), found.end());
      }
      ++printed;
      if (column >= numbers.size()) continue;
      const double value = numbers[column].value;
      inside += value >= asked.low - kBeyond * range && value <= asked.high + kBeyond * range ? 1 : 0;
      least = std::min(least, value);
      most = std::max(most, value);
      off.push_back(std::abs(value - inference.input.front()));
    }
    const bool runs = static_cast<double>(inside) >= kEnough * static_cast<double>(std::max<std::size_t>(printed, 1)) &&
                      least <= asked.low + kMissing * range && most >= asked.high - kMissing * range;
    if (!runs || off.size() < 8) continue;
    std::nth_element(off.begin(), off.begin() + static_cast<std::ptrdiff_t>(off.size() / 2), off.end());
    const double typical = off[off.size() / 2];
    if (typical > 0.15 * range) return typical;
    return std::nullopt;
  }
  return std::nullopt;
}

Finding Explain(const Contract& contract, const std::string& text, const Observation& seen, const Sweep& sweep,
                std::size_t outside) {
  const SweepInput& asked = *contract.application.sweep;
  const double range = asked.high - asked.low;
  const Inference& last = seen.inferences.back();
  if (sweep.least == sweep.most && contract.tflite && IsSaturated(last.raw_input, contract.tflite->input)) {
    return SemanticsFault("input-quantisation", "input_quantisation",
                          "the input tensor is always full: its scale and zero point are not applied");
  }
  if (sweep.least == sweep.most && sweep.inputs.size() > 1 && DividesIntegers(text)) {
    return SemanticsFault("integer-division", "integer_division",
                          "the input is always the same: it is divided in integers");
  }
  if (sweep.least == sweep.most) {
    return SemanticsFault("constant-input", "constant_input", "the input is always the same");
  }
  if (IsQuantised(contract) && HoldsRawX(contract, seen)) {
    return SemanticsFault("input-quantisation", "input_quantisation",
                          "the input tensor's scale and zero point are not applied");
  }
  if (outside > 0) {
    const double degrees = 180 / std::numbers::pi;
    const bool in_degrees = std::abs(sweep.most - asked.high * degrees) < kMissing * range * degrees;
    return SemanticsFault("sweep-range", "input_out_of_range",
                          in_degrees ? std::string("the input is given in degrees")
                                     : fmt::format("the input leaves the range that was asked for: {:.4g} to {:.4g}",
                                                   sweep.least, sweep.most));
  }
  if (IsQuantised(contract)) {
    return SemanticsFault(
        "input-quantisation", "input_quantisation",
        fmt::format("the input tensor stands for {:.4g} to {:.4g} only: its scale and zero point are not applied",
                    sweep.least, sweep.most));
  }
  return SemanticsFault("sweep-coverage", "input_scaling",
                        fmt::format("the input covers {:.4g} to {:.4g} only", sweep.least, sweep.most));
}

}  // namespace

std::optional<Finding> CheckSweep(const Contract& contract, const std::string& text, const Observation& seen) {
  const SweepInput& asked = *contract.application.sweep;
  const Sweep sweep = Measure(seen);
  if (sweep.inputs.empty()) return std::nullopt;
  const double range = asked.high - asked.low;
  const double quantum = contract.tflite ? contract.tflite->input.scale : 0;
  const double beyond = kBeyond * range + quantum;
  const auto outside = static_cast<std::size_t>(std::count_if(sweep.inputs.begin(), sweep.inputs.end(), [&](double x) {
    return x < asked.low - beyond || x > asked.high + beyond;
  }));
  const bool stays = static_cast<double>(outside) <= (1 - kEnough) * static_cast<double>(sweep.inputs.size());
  const bool covers = sweep.least <= asked.low + kMissing * range && sweep.most >= asked.high - kMissing * range &&
                      sweep.widest <= kApart * range;
  Finding finding;
  if (stays && covers) {
    const auto differs = PrintedXDiffers(contract, seen);
    if (!differs) return std::nullopt;
    finding =
        SemanticsFault(IsQuantised(contract) ? "input-quantisation" : "input-scaling",
                       IsQuantised(contract) ? "input_quantisation" : "input_scaling",
                       fmt::format("the x that is printed and the x in the input tensor differ by {:.2g}", *differs));
  } else {
    finding = Explain(contract, text, seen, sweep, stays ? 0 : outside);
  }
  finding.counterexample = {fmt::format("{} inferences", sweep.inputs.size()),
                            fmt::format("x from {:.4g} to {:.4g}", asked.low, asked.high),
                            fmt::format("x from {:.4g} to {:.4g}", sweep.least, sweep.most)};
  finding.next = fmt::format("let x run from {:.4g} to {:.4g} and write it to the input tensor as its type asks",
                             asked.low, asked.high);
  // Cut off before the first round was over, a sketch may still come to the rest.
  const bool rising = sweep.inputs.size() > 1 && std::is_sorted(sweep.inputs.begin(), sweep.inputs.end()) &&
                      sweep.least != sweep.most && stays;
  if (rising && finding.root_cause == "input_scaling") {
    finding.severity = Severity::kWarning;
    finding.root_cause.clear();
    finding.message += " before the run ends: the sketch is too slow to be judged";
  }
  return finding;
}

}  // namespace autopilot
