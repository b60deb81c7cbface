#include "gate/report_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "config/nearest.h"
#include "gate/fault.h"
#include "gate/report_cause.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

constexpr double kEnough = 0.95;

std::string LabelName(const Contract& contract, int label) {
  if (label < 0) return "nothing readable";
  return contract.application.labels[static_cast<std::size_t>(label)];
}

std::string Scores(const std::vector<double>& output) {
  std::vector<std::string> texts;
  for (double value : output) texts.push_back(fmt::format("{:.3f}", value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

/// The first few different lines that were printed after inferences.
std::vector<std::string> QuotedLines(const Observation& seen) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> lines;
  for (const Inference& inference : seen.inferences) {
    for (const std::string& line : inference.lines) {
      if (lines.size() == kShown) return lines;
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  return lines;
}

/// The word of these lines that is nearly, and not quite, the name of the class; empty without one.
std::string NearlyNamed(const std::vector<std::string>& lines, const std::string& label) {
  for (const std::string& line : lines) {
    std::string word;
    for (const char c : line + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
        word += c;
        continue;
      }
      if (word.size() > 2 && !Nearest(word, {label}).empty()) return word;
      word.clear();
    }
  }
  return "";
}

/// A class whose name is misspelt wherever it is owed.
std::optional<Finding> FindMisspelt(const Contract& contract, const std::vector<ReadableSample>& owed) {
  std::size_t silent = 0;
  std::size_t misspelt = 0;
  std::string word;
  std::string label;
  for (const ReadableSample& report : owed) {
    if (report.sample->reported_label >= 0) continue;
    ++silent;
    const std::string name = LabelName(contract, report.sample->model_label);
    const std::string nearly = NearlyNamed(report.inference->lines, name);
    if (nearly.empty()) continue;
    ++misspelt;
    word = nearly;
    label = name;
  }
  if (misspelt == 0 || static_cast<double>(misspelt) < kEnough * static_cast<double>(silent)) return std::nullopt;
  Finding finding = SemanticsFault("unreadable", "unreadable_report",
                                   fmt::format("\"{}\" is printed, and no class has that name", word),
                                   fmt::format("print \"{}\", as the label is written", label));
  finding.evidence = fmt::format("printed: {}", word);
  return finding;
}

/// Nobody misses a result where the model is wrong itself.
bool IsOwed(const SampleResult& sample) { return sample.true_label < 0 || sample.model_label == sample.true_label; }

/// `owed` are all samples that a report is owed for, `readable` those of them that have one.
std::vector<Finding> FindCauses(const Contract& contract, const std::string& text, const Observation& seen,
                                const std::vector<ReadableSample>& readable, const std::vector<ReadableSample>& owed) {
  const std::string labels = fmt::format("{}", fmt::join(contract.application.labels, ", "));
  if (!readable.empty() && IsMisread(contract, text, owed)) return {OutputTypeFault(contract)};
  if (readable.size() < owed.size() / 10 + 1) {
    Finding unreadable = SemanticsFault("unreadable", "unreadable_report", "no printed line names a class",
                                        "print one of these names with Serial.println: " + labels);
    unreadable.evidence = fmt::format("printed: {}", fmt::join(QuotedLines(seen), " / "));
    if (contract.tflite && contract.tflite->output.type == "float32" && ReadsTensorsAsBytes(text)) {
      return {OutputTypeFault(contract), unreadable};
    }
    return {unreadable};
  }
  const bool all_right = std::all_of(readable.begin(), readable.end(), [](const ReadableSample& report) {
    return report.sample->reported_label == report.sample->model_label;
  });
  if (all_right) {
    if (const auto misspelt = FindMisspelt(contract, owed)) return {*misspelt};
    return {SemanticsFault("threshold", "threshold_error", "right answers of the model are never reported",
                           "report every inference, or lower the threshold until the model's right answers pass it")};
  }
  return ExplainReports(contract, text, readable);
}

}  // namespace

std::vector<Finding> CheckReport(const Contract& contract, const std::string& text, const Observation& seen,
                                 const std::vector<ReportedSample>& samples) {
  std::vector<ReadableSample> readable;
  std::vector<ReadableSample> owed;
  std::size_t right = 0;
  const ReportedSample* wrong = nullptr;
  for (const ReportedSample& sample : samples) {
    const SampleResult& result = sample.result;
    const bool reported = result.reported_label >= 0;
    if (!reported && !IsOwed(result)) continue;
    owed.push_back({&result, &seen.inferences[sample.inference]});
    if (reported) readable.push_back(owed.back());
    if (result.reported_label == result.model_label) {
      ++right;
    } else if (wrong == nullptr || (wrong->result.reported_label < 0 && reported)) {
      wrong = &sample;
    }
  }
  if (wrong == nullptr || static_cast<double>(right) >= kEnough * static_cast<double>(owed.size())) return {};

  std::vector<Finding> findings = FindCauses(contract, text, seen, readable, owed);
  const Inference& inference = seen.inferences[wrong->inference];
  for (Finding& finding : findings) {
    finding.counterexample = {"scores " + Scores(inference.output), LabelName(contract, wrong->result.model_label),
                              LabelName(contract, wrong->result.reported_label)};
    if (finding.evidence.empty()) {
      finding.evidence = fmt::format("printed: {}", fmt::join(inference.lines, " / "));
    }
  }
  return findings;
}

}  // namespace autopilot
