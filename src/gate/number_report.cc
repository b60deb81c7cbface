#include "gate/number_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <set>

#include "gate/fault.h"
#include "gate/report_cause.h"
#include "gate/report_numbers.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

/// Share of the reports that must be right, and that an explanation must fit.
constexpr double kEnough = 0.95;

/// Share of the inferences that must be followed by a report: one may be printed for several.
constexpr double kReported = 0.02;
constexpr std::size_t kLeastReports = 8;

struct PrintedValue {
  double value = 0;
  double tolerance = 0;  ///< By its number of digits; cut off or rounded.
};

struct Report {
  const Inference* inference = nullptr;
  const Inference* before = nullptr;  ///< The inference before; null for the first.
  std::vector<PrintedValue> numbers;
};

/// How far a number may be from the value that it stands for.
double ToleranceOf(const std::string& text) {
  if (text.find_first_of("eE^") != std::string::npos) return 1e-3;
  const auto point = text.find('.');
  if (point == std::string::npos) return 0.02;
  const auto digits = static_cast<double>(text.size() - point - 1);
  return digits < 2 ? 0.051 : std::max(1.01 * std::pow(10.0, -digits), 2e-6);
}

/// The library's own log loses the zeros that lead a fraction: 1.0776*2^-4 is printed as 1.776*2^-4.
std::vector<double> MeantByLibrary(const std::string& text) {
  std::vector<double> meant;
  const auto power = text.find("*2^");
  const auto point = text.find('.');
  if (power == std::string::npos || point == std::string::npos) return meant;
  const double sign = text.starts_with('-') ? -1 : 1;
  double fraction = std::atof(text.c_str() + point);
  for (int zeros = 1; zeros <= 4; ++zeros) {
    fraction /= 10;
    meant.push_back(sign * std::ldexp(1 + fraction, std::atoi(text.c_str() + power + 3)));
  }
  return meant;
}

std::vector<PrintedValue> NumbersOf(const std::vector<std::string>& lines) {
  std::vector<PrintedValue> values;
  for (const std::string& line : lines) {
    for (const PrintedNumber& number : FindNumbers(line)) {
      const std::string text = line.substr(number.begin, number.end - number.begin);
      values.push_back({number.value, ToleranceOf(text)});
      for (double value : MeantByLibrary(text)) values.push_back({value, values.back().tolerance});
    }
  }
  return values;
}

bool Holds(const Report& report, double value) {
  return std::any_of(report.numbers.begin(), report.numbers.end(), [value](const PrintedValue& number) {
    return std::abs(number.value - value) <= number.tolerance + 1e-6 * std::abs(value);
  });
}

using ValueOf = std::function<double(const Report&)>;

bool Explains(const std::vector<Report>& reports, const ValueOf& value) {
  const auto hits =
      std::count_if(reports.begin(), reports.end(), [&](const Report& report) { return Holds(report, value(report)); });
  return static_cast<double>(hits) >= kEnough * static_cast<double>(reports.size());
}

/// The output tensor's memory read as another type.
template <typename T>
double ReadAs(const Report& report, bool is_float) {
  char memory[sizeof(float)] = {};
  const double raw = report.inference->raw_output.front();
  if (is_float) {
    const auto number = static_cast<float>(raw);
    std::memcpy(memory, &number, sizeof number);
  } else {
    memory[0] = static_cast<char>(static_cast<int>(raw));
    if (sizeof(T) > 1) return std::nan("");  // Past the end of the tensor.
  }
  T value;
  std::memcpy(&value, memory, sizeof value);
  return static_cast<double>(value);
}

/// Wrong types, as they are or with the tensor's scale and zero point applied.
bool IsMisread(const Contract& contract, const std::vector<Report>& reports) {
  const TensorFacts& output = contract.tflite->output;
  const bool is_float = output.type == "float32";
  std::vector<ValueOf> readings;
  if (output.type != "uint8")
    readings.push_back([=](const Report& report) { return ReadAs<unsigned char>(report, is_float); });
  if (output.type != "int8")
    readings.push_back([=](const Report& report) { return ReadAs<signed char>(report, is_float); });
  if (is_float) {
    readings.push_back([=](const Report& report) { return ReadAs<std::int16_t>(report, is_float); });
    readings.push_back([=](const Report& report) { return ReadAs<std::int32_t>(report, is_float); });
  }
  return std::any_of(readings.begin(), readings.end(), [&](const ValueOf& reading) {
    if (Explains(reports, reading)) return true;
    return output.scale != 0 && Explains(reports, [&](const Report& report) {
             return (reading(report) - output.zero_point) * output.scale;
           });
  });
}

/// Raw numbers of a quantised output, or only one of scale and zero point applied.
bool IsUnquantised(const Contract& contract, const std::vector<Report>& reports) {
  const TensorFacts& output = contract.tflite->output;
  if (output.scale == 0) return false;
  const auto raw = [](const Report& report) { return report.inference->raw_output.front(); };
  const ValueOf wrong[] = {
      raw,
      [&](const Report& report) { return raw(report) * output.scale; },
      [&](const Report& report) { return raw(report) - output.zero_point; },
      [&](const Report& report) { return raw(report) * output.scale + output.zero_point; },
      [&](const Report& report) { return (raw(report) + output.zero_point) * output.scale; },
      [&](const Report& report) { return raw(report) / 127; },
      [&](const Report& report) { return raw(report) / 128; },
  };
  return std::any_of(std::begin(wrong), std::end(wrong),
                     [&](const ValueOf& value) { return Explains(reports, value); });
}

/// Results of a part of the range are never printed, though inferences there are many.
bool LeavesOutAPart(const std::vector<Report>& reports, const Observation& seen) {
  constexpr double kPart = 0.3;
  std::vector<double> all;
  for (const Inference& inference : seen.inferences) {
    if (!inference.input.empty()) all.push_back(inference.input.front());
  }
  std::vector<double> told;
  for (const Report& report : reports) {
    if (!report.inference->input.empty()) told.push_back(report.inference->input.front());
  }
  if (all.empty() || told.empty()) return false;
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  std::sort(told.begin(), told.end());
  double widest = std::max(told.front() - *least, *most - told.back());
  for (std::size_t i = 1; i < told.size(); ++i) widest = std::max(widest, told[i] - told[i - 1]);
  return widest > kPart * (*most - *least);
}

std::vector<Finding> Explain(const Contract& contract, const std::string& text, const std::vector<Report>& reports) {
  if (IsMisread(contract, reports)) return {OutputTypeFault(contract)};
  if (IsUnquantised(contract, reports)) {
    return {SemanticsFault("output-quantisation", "output_quantisation",
                           "the output tensor's scale and zero point are not applied",
                           "print (value - zero_point) * scale")};
  }
  if (contract.tflite->output.type == "float32" && ReadsTensorsAsBytes(text)) return {OutputTypeFault(contract)};
  const bool stale = Explains(reports, [](const Report& report) {
    const Inference& from = report.before != nullptr ? *report.before : *report.inference;
    return from.output.front();
  });
  if (stale) {
    return {SemanticsFault("stale", "stale_result", "the number printed belongs to an earlier inference",
                           "print the output after Invoke")};
  }
  return {SemanticsFault("wrong-value", "wrong_value_reported", "the number printed is not the model's output",
                         "print the output tensor's value with enough digits")};
}

/// Whether a limit divides the values that were printed from those that were not. Who prints one of several results
/// prints all kinds of values.
bool IsThresholded(const std::vector<Report>& reports, const Observation& seen) {
  std::set<const Inference*> printed;
  for (const Report& report : reports) printed.insert(report.inference);
  const auto divides = [&](const auto& measure) {
    double lowest_printed = HUGE_VAL;
    double highest_silent = -HUGE_VAL;
    std::size_t silent = 0;
    for (const Inference& inference : seen.inferences) {
      if (inference.output.empty()) continue;
      const double value = measure(inference.output.front());
      if (printed.contains(&inference)) {
        lowest_printed = std::min(lowest_printed, value);
      } else {
        highest_silent = std::max(highest_silent, value);
        ++silent;
      }
    }
    return silent >= kLeastReports && reports.size() >= kLeastReports && highest_silent < lowest_printed;
  };
  return divides([](double value) { return std::abs(value); }) || divides([](double value) { return value; }) ||
         divides([](double value) { return -value; }) || divides([](double value) { return -std::abs(value); });
}

Finding Unreadable(const Observation& seen) {
  constexpr std::size_t kQuoted = 5;
  std::set<std::string> lines;
  for (const Inference& inference : seen.inferences) {
    for (const std::string& line : inference.lines) {
      if (lines.size() < kQuoted) lines.insert(line);
    }
  }
  Finding finding = SemanticsFault("unreadable", "unreadable_report", "no number is printed after an inference",
                                   "print the output tensor's value with Serial.println");
  finding.evidence = fmt::format("printed: {}", fmt::join(lines, " / "));
  return finding;
}

}  // namespace

std::vector<Finding> CheckNumberReport(const Contract& contract, const std::string& text, const Observation& seen) {
  std::vector<Report> reports;
  std::size_t known = 0;
  const Inference* before = nullptr;
  for (const Inference& inference : seen.inferences) {
    if (inference.output.empty()) continue;
    ++known;
    Report report = {&inference, before, NumbersOf(inference.lines)};
    before = &inference;
    if (!report.numbers.empty()) reports.push_back(std::move(report));
  }
  if (known == 0) return {};
  if (reports.empty()) return {Unreadable(seen)};

  const auto right = static_cast<std::size_t>(std::count_if(reports.begin(), reports.end(), [](const Report& report) {
    return Holds(report, report.inference->output.front());
  }));
  std::vector<Finding> findings;
  const Report* example = &reports.front();
  if (static_cast<double>(right) < kEnough * static_cast<double>(reports.size())) {
    findings = Explain(contract, text, reports);
    example = &*std::find_if(reports.begin(), reports.end(),
                             [](const Report& report) { return !Holds(report, report.inference->output.front()); });
  } else if (IsThresholded(reports, seen)) {
    findings.push_back(SemanticsFault("threshold", "threshold_error",
                                      "results on one side of a limit are never printed",
                                      "print the output tensor's value after every inference"));
  } else if (reports.size() < std::min(kLeastReports, known) ||
             static_cast<double>(reports.size()) < kReported * static_cast<double>(known)) {
    findings.push_back(SemanticsFault("rare-report", "never_reports",
                                      fmt::format("only {} of {} results are printed", reports.size(), known),
                                      "print the output tensor's value after every inference"));
  } else if (contract.application.sweep && LeavesOutAPart(reports, seen)) {
    findings.push_back(SemanticsFault("threshold", "threshold_error",
                                      "results of a part of the range are never printed",
                                      "print the output tensor's value whatever it is"));
  }
  for (Finding& finding : findings) {
    const Inference& inference = *example->inference;
    finding.counterexample = {fmt::format("input {:.4g}", inference.input.empty() ? 0.0 : inference.input.front()),
                              fmt::format("{:.4f}", inference.output.front()),
                              fmt::format("{}", fmt::join(inference.lines, " / "))};
  }
  return findings;
}

}  // namespace autopilot
