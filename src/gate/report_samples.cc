#include "gate/report_samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gate/input_check.h"

namespace autopilot {
namespace {

/// Scores nearer than this are a tie: either class is right.
constexpr double kTie = 1e-6;

bool IsTie(const std::vector<double>& output, int a, int b) {
  if (a < 0 || b < 0) return false;
  return std::abs(output[static_cast<std::size_t>(a)] - output[static_cast<std::size_t>(b)]) <= kTie;
}

/// The class that each inference reports: as printed, or as before where only changes are printed.
std::vector<int> ReadReports(const Observation& seen, const ReportReader& reader) {
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
  return reported;
}

std::vector<std::size_t> All(const Observation& seen) {
  constexpr std::size_t kMost = 200;
  std::vector<std::size_t> all(std::min(kMost, seen.inferences.size()));
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace

std::vector<ReportedSample> ReadSamples(const Contract& contract, const Observation& seen,
                                        const std::vector<Stimulus>& stimuli, const ReportReader& reader) {
  const std::vector<int> reported = ReadReports(seen, reader);
  const bool blind = seen.reads == 0;
  std::vector<ReportedSample> samples;
  for (std::size_t index : blind ? All(seen) : seen.Settled()) {
    const Inference& inference = seen.inferences[index];
    const auto& output = inference.output;
    if (!std::all_of(output.begin(), output.end(), [](double score) { return std::isfinite(score); })) continue;
    ReportedSample sample;
    sample.inference = index;
    SampleResult& result = sample.result;
    result.stimulus = blind ? index : static_cast<std::size_t>(inference.stimulus);
    if (!blind) {
      if (result.stimulus >= stimuli.size()) continue;
      result.true_label = stimuli[result.stimulus].label;
      result.brightness = stimuli[result.stimulus].brightness;
    }
    result.seconds = inference.seconds;
    result.model_label = static_cast<int>(LargestIndex(output));
    result.input = inference.input;
    result.expected_input = ExpectedInput(contract, inference);
    // A sketch may print once for several inferences of the same object: any of them counts, if it fits.
    result.reported_label = reported[index];
    for (std::size_t back = index; result.reported_label < 0 && back-- > 0;) {
      if (seen.inferences[back].stimulus != inference.stimulus) break;
      result.reported_label = reported[back];
    }
    if (IsTie(output, result.reported_label, result.model_label)) result.model_label = result.reported_label;
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace autopilot
