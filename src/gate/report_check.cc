#include "gate/report_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <regex>

#include "gate/input_check.h"

namespace autopilot {
namespace {

constexpr double kEnough = 0.95;
constexpr double kNumberTolerance = 0.02;

/// Scores nearer than this are a tie: either class is right.
constexpr double kTie = 1e-6;

bool IsTie(const std::vector<double>& output, int a, int b) {
  if (a < 0 || b < 0) return false;
  return std::abs(output[static_cast<std::size_t>(a)] - output[static_cast<std::size_t>(b)]) <= kTie;
}

/// The class one gets by reading the output tensor's bytes as unsigned 8-bit numbers.
int ClassFromBytes(const Inference& inference) {
  std::vector<unsigned char> bytes;
  for (double value : inference.raw_output) {
    const float number = static_cast<float>(value);
    unsigned char part[sizeof number];
    std::memcpy(part, &number, sizeof number);
    bytes.insert(bytes.end(), part, part + sizeof number);
  }
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(inference.raw_output.size());
  return static_cast<int>(std::max_element(bytes.begin(), end) - bytes.begin());
}

Finding Fault(const std::string& rule, const std::string& cause, const std::string& message, const std::string& next) {
  Finding finding;
  finding.rule = "semantics/" + rule;
  finding.root_cause = cause;
  finding.message = message;
  finding.next = next;
  return finding;
}

/// A mapping model class -> reported class that holds throughout and is not the identity.
bool IsRelabelled(const std::vector<const SampleResult*>& readable) {
  std::map<int, int> mapping;
  for (const SampleResult* sample : readable) {
    const auto [at, fresh] = mapping.emplace(sample->model_label, sample->reported_label);
    if (!fresh && at->second != sample->reported_label) return false;
  }
  std::vector<int> images;
  bool moved = false;
  for (const auto& [from, to] : mapping) {
    moved = moved || from != to;
    images.push_back(to);
  }
  std::sort(images.begin(), images.end());
  const bool distinct = std::adjacent_find(images.begin(), images.end()) == images.end();
  return moved && distinct && mapping.size() > 1;
}

std::string LabelName(const Contract& contract, int label) {
  if (label < 0) return "nothing readable";
  return contract.application.labels[static_cast<std::size_t>(label)];
}

std::string Scores(const std::vector<double>& output) {
  std::vector<std::string> texts;
  for (double value : output) texts.push_back(fmt::format("{:.3f}", value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

Finding Diagnose(const Contract& contract, const Observation& seen, const std::vector<const SampleResult*>& readable,
                 const std::vector<std::size_t>& settled) {
  const std::string labels = fmt::format("{}", fmt::join(contract.application.labels, ", "));
  const bool is_float = contract.tflite && contract.tflite->output.type == "float32";
  std::map<std::size_t, const Inference*> by_stimulus;
  for (std::size_t index : settled) {
    by_stimulus[static_cast<std::size_t>(seen.inferences[index].stimulus)] = &seen.inferences[index];
  }
  const auto agree = [&](auto rule) {
    const auto hits = std::count_if(readable.begin(), readable.end(), rule);
    return static_cast<double>(hits) >= kEnough * static_cast<double>(readable.size());
  };
  if (is_float && agree([&](const SampleResult* sample) {
        return sample->reported_label == ClassFromBytes(*by_stimulus.at(sample->stimulus));
      })) {
    return Fault("output-type", "output_type", "the float output tensor is read as 8-bit numbers",
                 "read output->data.f[i]");
  }
  if (IsRelabelled(readable)) {
    return Fault("label-order", "label_order", "the labels do not match the model's outputs",
                 "name the outputs in this order: " + labels);
  }
  if (agree([&](const SampleResult* sample) {
        const auto& output = by_stimulus.at(sample->stimulus)->output;
        return sample->reported_label ==
               static_cast<int>(std::min_element(output.begin(), output.end()) - output.begin());
      })) {
    return Fault("argmax", "argmax_error", "the class with the smallest score is reported", "report the largest score");
  }
  const bool stale = agree([&](const SampleResult* sample) {
    const auto before = std::find_if(readable.begin(), readable.end(), [&](const SampleResult* other) {
      return other->stimulus + 1 == sample->stimulus;
    });
    return before == readable.end() || (*before)->model_label == sample->reported_label;
  });
  if (stale) {
    return Fault("stale", "stale_result", "the report belongs to an earlier sample",
                 "report after Invoke, from its output");
  }
  const bool constant = std::all_of(readable.begin(), readable.end(), [&](const SampleResult* sample) {
    return sample->reported_label == readable.front()->reported_label;
  });
  if (constant) {
    return Fault("argmax", is_float ? "output_type" : "argmax_error",
                 "the same class is reported whatever the model says",
                 is_float ? "read output->data.f[i] and report the largest score" : "report the largest score");
  }
  return Fault("wrong-value", "wrong_value_reported", "what is reported is not the model's answer",
               "report the class with the largest score of the output tensor: " + labels);
}

}  // namespace

std::vector<SampleResult> ReadSamples(const Contract& contract, const Observation& seen,
                                      const std::vector<Stimulus>& stimuli, const ReportReader& reader) {
  std::vector<int> reported(seen.inferences.size(), -1);
  int last_report = -1;
  int last_class = -1;
  for (std::size_t i = 0; i < seen.inferences.size(); ++i) {
    const int model_class = static_cast<int>(LargestIndex(seen.inferences[i].output));
    if (const auto label = reader.Read(seen.inferences[i].lines)) {
      last_report = static_cast<int>(*label);
      last_class = model_class;
      reported[i] = last_report;
    } else if (seen.inferences[i].lines.empty() && model_class == last_class) {
      reported[i] = last_report;
    }
  }
  std::vector<SampleResult> samples;
  for (std::size_t index : seen.Settled()) {
    const Inference& inference = seen.inferences[index];
    SampleResult sample;
    sample.stimulus = static_cast<std::size_t>(inference.stimulus);
    if (sample.stimulus >= stimuli.size()) continue;
    sample.true_label = stimuli[sample.stimulus].label;
    sample.brightness = stimuli[sample.stimulus].brightness;
    sample.seconds = inference.seconds;
    sample.model_label = static_cast<int>(LargestIndex(inference.output));
    sample.input = inference.input;
    sample.expected_input = ExpectedInput(contract, inference);
    // A sketch may print once for several inferences of the same object: any of them counts, if it fits.
    sample.reported_label = reported[index];
    for (std::size_t back = index; sample.reported_label < 0 && back-- > 0;) {
      if (seen.inferences[back].stimulus != inference.stimulus) break;
      sample.reported_label = reported[back];
    }
    if (IsTie(inference.output, sample.reported_label, sample.model_label)) sample.model_label = sample.reported_label;
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::optional<Finding> CheckReport(const Contract& contract, const Observation& seen,
                                   const std::vector<SampleResult>& samples) {
  if (samples.empty()) return std::nullopt;
  std::vector<const SampleResult*> readable;
  std::size_t right = 0;
  const SampleResult* wrong = nullptr;
  for (const SampleResult& sample : samples) {
    if (sample.reported_label >= 0) readable.push_back(&sample);
    if (sample.reported_label == sample.model_label) {
      ++right;
    } else if (wrong == nullptr || (wrong->reported_label < 0 && sample.reported_label >= 0)) {
      wrong = &sample;
    }
  }
  if (static_cast<double>(right) >= kEnough * static_cast<double>(samples.size())) return std::nullopt;

  const std::vector<std::size_t> settled = seen.Settled();
  const std::string labels = fmt::format("{}", fmt::join(contract.application.labels, ", "));
  Finding finding;
  if (readable.size() < samples.size() / 10 + 1) {
    finding = Fault("unreadable", "unreadable_report", "no printed line names a class",
                    "print one of these names with Serial.println: " + labels);
  } else if (readable.size() < static_cast<std::size_t>(kEnough * static_cast<double>(samples.size())) &&
             std::all_of(readable.begin(), readable.end(),
                         [](const SampleResult* sample) { return sample->reported_label == sample->model_label; })) {
    finding = Fault("threshold", "threshold_error", "some results are never reported",
                    "report every inference, whatever its score");
  } else {
    finding = Diagnose(contract, seen, readable, settled);
  }
  const auto at = std::find_if(settled.begin(), settled.end(), [&](std::size_t index) {
    return static_cast<std::size_t>(seen.inferences[index].stimulus) == wrong->stimulus;
  });
  const Inference& inference = seen.inferences[*at];
  finding.counterexample = {"scores " + Scores(inference.output), LabelName(contract, wrong->model_label),
                            LabelName(contract, wrong->reported_label)};
  finding.evidence = fmt::format("printed: {}", fmt::join(inference.lines, " / "));
  return finding;
}

std::optional<Finding> CheckNumberReport(const Contract&, const Observation& seen) {
  static const std::regex number(R"([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)");
  std::size_t right = 0;
  std::size_t judged = 0;
  Finding finding = Fault("wrong-value", "wrong_value_reported", "the number printed is not the model's output",
                          "print the output tensor's value with enough digits");
  for (const Inference& inference : seen.inferences) {
    if (inference.output.empty() || inference.lines.empty()) continue;
    ++judged;
    bool found = false;
    for (const std::string& line : inference.lines) {
      for (auto at = std::sregex_iterator(line.begin(), line.end(), number); at != std::sregex_iterator(); ++at) {
        found =
            found || std::abs(std::strtod(at->str().c_str(), nullptr) - inference.output.front()) <= kNumberTolerance;
      }
    }
    if (found) {
      ++right;
    } else if (finding.counterexample.empty()) {
      finding.counterexample = {fmt::format("input {:.4g}", inference.input.empty() ? 0.0 : inference.input.front()),
                                fmt::format("{:.4f}", inference.output.front()),
                                fmt::format("{}", fmt::join(inference.lines, " / "))};
    }
  }
  if (judged > 0 && static_cast<double>(right) >= kEnough * static_cast<double>(judged)) return std::nullopt;
  return finding;
}

}  // namespace autopilot
