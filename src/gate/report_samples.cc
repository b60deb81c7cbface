#include "gate/report_samples.h"

#include <cmath>

#include "gate/input_check.h"

namespace autopilot {
namespace {

/// Scores nearer than this are a tie: either class is right.
constexpr double kTie = 1e-6;

bool IsTie(const std::vector<double>& output, int a, int b) {
  if (a < 0 || b < 0) return false;
  return std::abs(output[static_cast<std::size_t>(a)] - output[static_cast<std::size_t>(b)]) <= kTie;
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

}  // namespace autopilot
