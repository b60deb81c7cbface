#include "gate/report_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "gate/fault.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

/// Share of the reports that an explanation must fit.
constexpr double kEnough = 0.95;

using Bytes = std::vector<unsigned char>;
using ClassOf = std::function<int(const Inference&)>;

std::string LabelList(const Contract& contract) {
  return fmt::format("{}", fmt::join(contract.application.labels, ", "));
}

bool IsFloat(const Contract& contract) { return contract.tflite && contract.tflite->output.type == "float32"; }

/// The output tensor's memory as the board, a little-endian machine, holds it.
Bytes MemoryOf(const Inference& inference, bool is_float) {
  Bytes bytes;
  for (double value : inference.raw_output) {
    if (!is_float) {
      bytes.push_back(static_cast<unsigned char>(static_cast<int>(value)));
      continue;
    }
    const float number = static_cast<float>(value);
    unsigned char part[sizeof number];
    std::memcpy(part, &number, sizeof number);
    bytes.insert(bytes.end(), part, part + sizeof number);
  }
  return bytes;
}

/// The first `count` elements of the memory, as numbers of type T.
template <typename T>
std::vector<double> ElementsAs(const Bytes& memory, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count && (i + 1) * sizeof(T) <= memory.size(); ++i) {
    T value;
    std::memcpy(&value, memory.data() + i * sizeof(T), sizeof(T));
    values.push_back(static_cast<double>(value));
  }
  return values;
}

int LastLargest(const std::vector<double>& values) {
  return static_cast<int>(values.size()) - 1 -
         static_cast<int>(std::max_element(values.rbegin(), values.rend()) - values.rbegin());
}

/// Classes that one gets by taking the tensor for one of another type.
template <typename T>
void AddReadings(std::vector<ClassOf>& readings, bool is_float) {
  const auto elements = [is_float](const Inference& inference) {
    return ElementsAs<T>(MemoryOf(inference, is_float), inference.raw_output.size());
  };
  readings.push_back([elements](const Inference& inference) {
    const auto values = elements(inference);
    return values.empty() ? -1 : static_cast<int>(LargestIndex(values));
  });
  readings.push_back([elements](const Inference& inference) {
    const auto values = elements(inference);
    return values.empty() ? -1 : LastLargest(values);
  });
  // The first element taken for the number of the class.
  readings.push_back([elements](const Inference& inference) {
    const auto values = elements(inference);
    const bool valid = !values.empty() && values[0] >= 0 && values[0] < static_cast<double>(inference.output.size());
    return valid ? static_cast<int>(values[0]) : -1;
  });
}

std::vector<ClassOf> WrongTypes(const Contract& contract) {
  std::vector<ClassOf> readings;
  const bool is_float = IsFloat(contract);
  const std::string type = contract.tflite ? contract.tflite->output.type : "";
  if (type != "uint8") AddReadings<unsigned char>(readings, is_float);
  if (type != "int8") AddReadings<signed char>(readings, is_float);
  if (is_float) {
    AddReadings<std::int16_t>(readings, is_float);
    AddReadings<std::uint16_t>(readings, is_float);
  }
  return readings;
}

bool Explains(const std::vector<ReadableSample>& reports, const ClassOf& class_of) {
  const auto hits = std::count_if(reports.begin(), reports.end(), [&](const ReadableSample& report) {
    return class_of(*report.inference) == report.sample->reported_label;
  });
  return static_cast<double>(hits) >= kEnough * static_cast<double>(reports.size());
}

/// A mapping from what `class_of` gives to what is reported that holds throughout, keeps classes apart
/// and is not the identity.
bool IsRelabelled(const std::vector<ReadableSample>& reports, const ClassOf& class_of) {
  std::map<int, int> mapping;
  for (const ReadableSample& report : reports) {
    const auto [at, fresh] = mapping.emplace(class_of(*report.inference), report.sample->reported_label);
    if (!fresh && at->second != report.sample->reported_label) return false;
  }
  std::set<int> images;
  bool moved = false;
  for (const auto& [from, to] : mapping) {
    if (from < 0) return false;
    moved = moved || from != to;
    images.insert(to);
  }
  return moved && images.size() == mapping.size() && mapping.size() > 1;
}

bool IsStale(const std::vector<ReadableSample>& reports) {
  std::map<std::size_t, int> answers;
  for (const ReadableSample& report : reports) answers[report.sample->stimulus] = report.sample->model_label;
  return std::all_of(reports.begin(), reports.end(), [&](const ReadableSample& report) {
    const auto before = answers.find(report.sample->stimulus - 1);
    return before == answers.end() || before->second == report.sample->reported_label;
  });
}

Finding LabelOrder(const Contract& contract) {
  return SemanticsFault("label-order", "label_order", "the labels do not match the model's outputs",
                        "name the outputs in this order: " + LabelList(contract));
}

/// Wrong ways to choose among scores that are read rightly.
std::optional<Finding> ExplainChoice(const std::vector<ReadableSample>& reports) {
  const ClassOf smallest = [](const Inference& inference) {
    const auto& output = inference.output;
    return static_cast<int>(std::min_element(output.begin(), output.end()) - output.begin());
  };
  if (Explains(reports, smallest)) {
    return SemanticsFault("argmax", "argmax_error", "the class with the smallest score is reported",
                          "report the largest score");
  }
  const ClassOf number = [](const Inference& inference) { return static_cast<int>(inference.raw_output.front()); };
  if (Explains(reports, number)) {
    return SemanticsFault("argmax", "argmax_error", "the first score is taken for the number of the class",
                          "report the index of the largest score");
  }
  // A loop that ends too early, or begins too late: the largest among all but one.
  const std::size_t classes = reports.empty() ? 0 : reports.front().inference->output.size();
  for (std::size_t left_out = 0; classes > 2 && left_out < classes; ++left_out) {
    const ClassOf among_others = [left_out](const Inference& inference) {
      std::vector<double> output = inference.output;
      output[left_out] = -std::numeric_limits<double>::infinity();
      return static_cast<int>(LargestIndex(output));
    };
    if (Explains(reports, among_others)) {
      return SemanticsFault("argmax", "argmax_error", fmt::format("the score of class {} is never looked at", left_out),
                            "look at every score of the output tensor");
    }
  }
  return std::nullopt;
}

}  // namespace

Finding OutputTypeFault(const Contract& contract) {
  if (IsFloat(contract)) {
    return SemanticsFault("output-type", "output_type", "the float output tensor is read as integers",
                          "read output->data.f[i]");
  }
  const std::string type = contract.tflite ? contract.tflite->output.type : "";
  return SemanticsFault("output-type", "output_type", fmt::format("the {} output tensor is read as another type", type),
                        fmt::format("read output->data.{}[i]", type));
}

bool IsMisread(const Contract& contract, const std::string& text, const std::vector<ReadableSample>& samples) {
  const bool constant = std::all_of(samples.begin(), samples.end(), [&](const ReadableSample& sample) {
    return sample.sample->reported_label == samples.front().sample->reported_label;
  });
  // The same number every time may come from anywhere.
  if (constant && !(IsFloat(contract) && ReadsTensorsAsBytes(text))) return false;
  const std::vector<ClassOf> wrong_types = WrongTypes(contract);
  return std::any_of(wrong_types.begin(), wrong_types.end(),
                     [&](const ClassOf& reading) { return Explains(samples, reading); });
}

std::vector<Finding> ExplainReports(const Contract& contract, const std::string& text,
                                    const std::vector<ReadableSample>& reports) {
  const bool constant = std::all_of(reports.begin(), reports.end(), [&](const ReadableSample& report) {
    return report.sample->reported_label == reports.front().sample->reported_label;
  });
  const bool reads_bytes = IsFloat(contract) && ReadsTensorsAsBytes(text);
  const ClassOf right = [](const Inference& inference) { return static_cast<int>(LargestIndex(inference.output)); };
  if (IsMisread(contract, text, reports)) return {OutputTypeFault(contract)};
  if (IsRelabelled(reports, right)) return {LabelOrder(contract)};
  if (auto choice = ExplainChoice(reports)) return {*choice};
  for (const ClassOf& reading : WrongTypes(contract)) {
    if (reads_bytes && IsRelabelled(reports, reading)) return {OutputTypeFault(contract), LabelOrder(contract)};
  }
  if (reads_bytes) return {OutputTypeFault(contract)};
  if (!constant && IsStale(reports)) {
    return {SemanticsFault("stale", "stale_result", "the report belongs to an earlier sample",
                           "report after Invoke, from its output")};
  }
  if (constant) {
    return {SemanticsFault("argmax", "argmax_error", "the same class is reported whatever the model says",
                           "report the class with the largest score of the output tensor")};
  }
  return {SemanticsFault("wrong-value", "wrong_value_reported", "what is reported is not the model's answer",
                         "report the class with the largest score of the output tensor: " + LabelList(contract))};
}

}  // namespace autopilot
