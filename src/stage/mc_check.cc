#include "stage/mc_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/hash.h"

namespace autopilot {
namespace {

// Float kernels differ in the order of additions; quantised ones by a few steps of 1/256.
constexpr double kFloatTolerance = 1e-3;
constexpr double kQuantisedTolerance = 0.02;
// One step of an inner tensor moves single outputs further, but only in a few rows: then the mean stays small.
constexpr double kQuantisedMean = 0.005;
constexpr double kQuantisedLargest = 0.1;
// Of the output's range, for models that predict a number.
constexpr double kNumberLoss = 0.1;
// What a model is calibrated and compared with.
constexpr std::size_t kMostInputs = 10'000;

Finding Fault(const std::string& rule, const std::string& cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = rule;
  finding.root_cause = cause;
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

std::string Numbers(const std::vector<double>& values) { return fmt::format("[{:.4g}]", fmt::join(values, ", ")); }

bool Finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

std::size_t Best(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// Consecutive readings of one class, as many as a window holds.
ModelInputs Windows(const DataTable& data, int window) {
  ModelInputs inputs;
  std::vector<double> values;
  int label = -1;
  int readings = 0;
  for (std::size_t row = 0; row < data.size(); ++row) {
    const int here = data.label_index.empty() ? -1 : data.label_index[row];
    if (here != label || !Finite(data.features[row])) {
      values.clear();
      readings = 0;
    }
    label = here;
    if (!Finite(data.features[row])) continue;
    values.insert(values.end(), data.features[row].begin(), data.features[row].end());
    if (++readings < window) continue;
    inputs.rows.push_back(std::move(values));
    if (here >= 0) inputs.classes.push_back(here);
    values.clear();
    readings = 0;
  }
  return inputs;
}

/// At most kMostInputs of them, as many as that evenly spaced: they are calibrated with and run on three runtimes.
ModelInputs Evenly(ModelInputs inputs) {
  const std::size_t count = inputs.rows.size();
  if (count <= kMostInputs) return inputs;
  ModelInputs chosen;
  for (std::size_t i = 0; i < kMostInputs; ++i) {
    const std::size_t place = count * i / kMostInputs;
    chosen.rows.push_back(std::move(inputs.rows[place]));
    if (!inputs.classes.empty()) chosen.classes.push_back(inputs.classes[place]);
  }
  return chosen;
}

ModelInputs Sweep(const SweepInput& sweep) {
  ModelInputs inputs;
  for (int step = 0; step < sweep.steps; ++step) {
    inputs.rows.push_back({sweep.low + (sweep.high - sweep.low) * step / std::max(1, sweep.steps)});
  }
  return inputs;
}

void CheckOperators(const TfliteFacts& facts, const LibraryProfile& library, std::vector<Finding>& findings) {
  for (const OperatorFacts& op : facts.operators) {
    if (!library.HasOperator(op.name)) {
      findings.push_back(Fault("artifacts/operators", "runtime_unsupported",
                               fmt::format("{} has no operator {}", library.id, op.name), "convert without it"));
    }
    if (op.per_channel_weights && op.name == "FULLY_CONNECTED" && library.per_channel_dense_wrong) {
      findings.push_back(Fault("artifacts/operators", "runtime_numerics_differ",
                               "dense weights have a scale for each channel, which the library reads as one",
                               "convert with one scale for each dense layer"));
    }
    for (const auto& gap : library.unsupported) {
      const bool same = gap.op == op.name && !op.input_types.empty() && !op.output_types.empty() &&
                        op.input_types.front() == gap.input_type && op.output_types.front() == gap.output_type;
      if (!same) continue;
      findings.push_back(Fault("artifacts/operators", "runtime_unsupported",
                               fmt::format("{} from {} to {} fails in {} of {}", op.name, gap.input_type,
                                           gap.output_type, gap.when, library.id),
                               "choose other types of input and output"));
    }
  }
}

}  // namespace

ModelInputs InputsFor(const Contract& contract, int elements) {
  const DataTable& data = contract.data;
  const int width = static_cast<int>(data.feature_names.size());
  const int window = std::max(1, contract.sensor_use.window);
  if (data.size() > 0 && width * window == elements) return Evenly(Windows(data, window));
  if (contract.application.sweep && elements == 1) return Sweep(*contract.application.sweep);
  return {};
}

std::string RowHash(const std::vector<double>& row) {
  const std::vector<float> numbers(row.begin(), row.end());
  return Sha256({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)});
}

std::vector<Finding> CheckCalibration(const CalibrationFeed& feed, const ModelInputs& inputs, bool needed) {
  constexpr const char* kNext = "calibrate with the rows of the data set, each as it stands there";
  if (feed.hashes.empty() && needed) {
    return {Fault("semantics/calibration", "calibration_noise", "the converter was calibrated with no row", kNext)};
  }
  std::set<std::string> known;
  for (const std::vector<double>& row : inputs.rows) known.insert(RowHash(row));
  const auto foreign = [&](const std::string& hash) { return known.count(hash) == 0; };
  const auto first = std::find_if(feed.hashes.begin(), feed.hashes.end(), foreign);
  if (first == feed.hashes.end()) return {};
  const auto strangers = std::count_if(feed.hashes.begin(), feed.hashes.end(), foreign);
  const auto index = static_cast<std::size_t>(first - feed.hashes.begin());
  Finding fault = Fault(
      "semantics/calibration", "calibration_noise",
      fmt::format("{} of {} calibration rows are not in the application's data", strangers, feed.hashes.size()), kNext);
  fault.evidence = "sha256 " + *first;
  fault.counterexample = {fmt::format("calibration row {}", index + 1), "a row of the data set",
                          index < feed.head.size() ? Numbers(feed.head[index]) : "another row"};
  return {fault};
}

std::vector<Finding> CheckModelFacts(const TfliteFacts& facts, int arena_need, const Contract& contract) {
  std::vector<Finding> findings;
  const std::string& io = contract.application.io;
  if (facts.input.type != io || facts.output.type != io) {
    findings.push_back(
        Fault("artifacts/types", "dtype_not_as_asked",
              fmt::format("input is {} and output is {}, {} was asked for", facts.input.type, facts.output.type, io),
              "convert with the types of [model] io"));
  }
  CheckOperators(facts, contract.library, findings);
  if (facts.bytes > static_cast<std::size_t>(contract.board.flash_bytes)) {
    findings.push_back(
        Fault("resources/flash", "flash_overflow",
              fmt::format("the model has {} bytes, the board {}", facts.bytes, contract.board.flash_bytes),
              "quantise, or use a smaller model"));
  }
  if (arena_need > contract.board.ram_bytes) {
    findings.push_back(Fault("resources/ram", "ram_overflow",
                             fmt::format("the model needs about {} bytes of working memory, the board has {}",
                                         arena_need, contract.board.ram_bytes),
                             "quantise, or use a smaller model"));
  }
  return findings;
}

Agreement Compare(const std::vector<std::vector<double>>& expected, const std::vector<std::vector<double>>& got) {
  Agreement agreement;
  std::size_t same = 0;
  std::size_t numbers = 0;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const std::size_t rows = std::min(expected.size(), got.size());
  for (std::size_t row = 0; row < rows; ++row) {
    if (Best(expected[row]) == Best(got[row])) ++same;
    for (std::size_t i = 0; i < expected[row].size(); ++i) {
      low = std::min(low, expected[row][i]);
      high = std::max(high, expected[row][i]);
      double difference =
          i < got[row].size() ? std::abs(expected[row][i] - got[row][i]) : std::numeric_limits<double>::infinity();
      if (std::isnan(difference)) difference = std::numeric_limits<double>::infinity();
      agreement.mean_difference += difference;
      ++numbers;
      if (difference <= agreement.largest_difference) continue;
      agreement.largest_difference = difference;
      agreement.worst_row = row;
    }
  }
  if (rows > 0 && expected.front().size() > 1) agreement.labels = static_cast<double>(same) / static_cast<double>(rows);
  if (numbers > 0) agreement.mean_difference /= static_cast<double>(numbers);
  if (high > low) agreement.range = high - low;
  return agreement;
}

double AccuracyOf(const std::vector<std::vector<double>>& outputs, const std::vector<int>& classes) {
  if (outputs.empty() || classes.size() != outputs.size() || outputs.front().size() < 2) return -1;
  std::size_t right = 0;
  for (std::size_t row = 0; row < outputs.size(); ++row) {
    if (static_cast<int>(Best(outputs[row])) == classes[row]) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(outputs.size());
}

std::vector<Finding> CheckAgainstKeras(const std::vector<std::vector<double>>& keras,
                                       const std::vector<std::vector<double>>& converted, const ModelInputs& inputs,
                                       const Contract& contract) {
  const Agreement agreement = Compare(keras, converted);
  const double before = AccuracyOf(keras, inputs.classes);
  const double after = AccuracyOf(converted, inputs.classes);
  std::string message;
  if (before >= 0 && before - after > contract.accuracy_loss) {
    message = fmt::format("accuracy falls from {:.3f} to {:.3f}", before, after);
  } else if (agreement.labels >= 0 && agreement.labels < 1 - contract.accuracy_loss) {
    message = fmt::format("only {:.1f} % of the rows get the same label", agreement.labels * 100);
  } else if (agreement.labels < 0 && agreement.largest_difference > kNumberLoss * agreement.range) {
    message = fmt::format("an output differs by {:.4g}", agreement.largest_difference);
  }
  if (message.empty()) return {};
  Finding fault = Fault("semantics/accuracy", "accuracy_lost", message + " by the conversion",
                        "keep float32, or calibrate on more rows");
  fault.counterexample = {Numbers(inputs.rows[agreement.worst_row]), Numbers(keras[agreement.worst_row]),
                          Numbers(converted[agreement.worst_row])};
  return {fault};
}

std::vector<Finding> CheckAgainstTarget(const std::vector<std::vector<double>>& litert,
                                        const std::vector<std::vector<double>>& target, const ModelInputs& inputs,
                                        bool quantised) {
  if (target.size() != litert.size()) {
    return {Fault("semantics/target", "runtime_unsupported",
                  fmt::format("the target's runtime answered {} of {} inputs", target.size(), litert.size()),
                  "convert with other settings")};
  }
  const Agreement agreement = Compare(litert, target);
  // Outputs of a classifier lie between 0 and 1; predicted numbers have a range of their own.
  const double scale = std::max(1.0, agreement.range);
  if (agreement.largest_difference <= (quantised ? kQuantisedTolerance : kFloatTolerance) * scale) return {};
  if (quantised && agreement.largest_difference <= kQuantisedLargest * scale &&
      agreement.mean_difference <= kQuantisedMean * scale) {
    return {};
  }
  Finding fault = Fault("semantics/target", "runtime_numerics_differ",
                        fmt::format("the target's runtime computes another output than LiteRT, off by {:.4g}",
                                    agreement.largest_difference),
                        "convert with other settings");
  fault.counterexample = {Numbers(inputs.rows[agreement.worst_row]), Numbers(litert[agreement.worst_row]),
                          Numbers(target[agreement.worst_row])};
  return {fault};
}

}  // namespace autopilot
