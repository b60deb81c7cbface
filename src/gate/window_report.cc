#include "gate/window_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "gate/fault.h"
#include "gate/report_cause.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

constexpr double kEnough = 0.95;

/// Inferences closer than this follow one another; a report may then lag behind by as much as kLag.
constexpr double kClose = 0.6;
constexpr double kLag = 1.5;

/// A class may pass in silence for so long until a sketch that waits for several answers reports it.
constexpr double kPatience = 3;

/// A score that a sketch may call doubtful.
constexpr double kClear = 0.8;

/// Scores nearer than this are a tie.
constexpr double kTie = 1e-6;

struct Answer {
  const Inference* inference = nullptr;
  int model = -1;
  double score = 0;
  int reported = -1;
};

std::vector<Answer> ReadAnswers(const Observation& seen, const ReportReader& reader) {
  std::vector<Answer> answers;
  for (const Inference& inference : seen.inferences) {
    if (inference.output.empty()) continue;
    Answer answer;
    answer.inference = &inference;
    answer.model = static_cast<int>(LargestIndex(inference.output));
    answer.score = inference.output[static_cast<std::size_t>(answer.model)];
    if (const auto label = reader.Read(inference.lines)) {
      answer.reported = static_cast<int>(*label);
      if (answer.score - inference.output[*label] <= kTie) answer.model = answer.reported;
    }
    answers.push_back(answer);
  }
  return answers;
}

bool AreClose(const std::vector<Answer>& answers) {
  std::size_t close = 0;
  for (std::size_t i = 1; i < answers.size(); ++i) {
    close += answers[i].inference->seconds - answers[i - 1].inference->seconds < kClose ? 1 : 0;
  }
  return 2 * close > answers.size();
}

/// The report fits this inference, or a recent one where they are close.
bool IsRight(const std::vector<Answer>& answers, std::size_t at, bool close) {
  const Answer& answer = answers[at];
  for (std::size_t back = at + 1; back-- > 0;) {
    if (answers[back].model == answer.reported) return true;
    if (!close || answer.inference->seconds - answers[back].inference->seconds > kLag) return false;
  }
  return false;
}

/// Whether a result that was not printed is owed: a clear answer, other than the last one told, that is not
/// told soon after either although it lasts.
bool IsOwed(const std::vector<Answer>& answers, std::size_t at, int last_told, bool close) {
  const Answer& answer = answers[at];
  if (answer.model == last_told || answer.score < kClear) return false;
  if (!close) return true;
  for (std::size_t next = at; next < answers.size(); ++next) {
    if (answers[next].reported == answer.model || answers[next].model != answer.model) return false;
    if (answers[next].inference->seconds - answer.inference->seconds > kPatience) return true;
  }
  return false;
}

std::vector<SampleResult> Samples(const std::vector<Answer>& answers, const std::vector<Stimulus>& stimuli) {
  std::vector<SampleResult> samples;
  for (const Answer& answer : answers) {
    const auto stimulus = static_cast<std::size_t>(std::max(answer.inference->stimulus, 0));
    if (answer.reported < 0 || stimulus >= stimuli.size()) continue;
    SampleResult sample;
    sample.stimulus = stimulus;
    sample.true_label = stimuli[stimulus].label;
    sample.model_label = answer.model;
    sample.reported_label = answer.reported;
    sample.seconds = answer.inference->seconds;
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::string LabelName(const Contract& contract, int label) {
  return label < 0 ? "nothing readable" : contract.application.labels[static_cast<std::size_t>(label)];
}

void AddExample(const Contract& contract, const Answer& answer, Finding& finding) {
  std::vector<std::string> scores;
  for (double value : answer.inference->output) scores.push_back(fmt::format("{:.3f}", value));
  finding.counterexample = {fmt::format("scores [{}]", fmt::join(scores, ", ")), LabelName(contract, answer.model),
                            LabelName(contract, answer.reported)};
  if (finding.evidence.empty())
    finding.evidence = fmt::format("printed: {}", fmt::join(answer.inference->lines, " / "));
}

std::vector<Finding> ExplainWrong(const Contract& contract, const std::string& text,
                                  const std::vector<const Answer*>& told) {
  // Reports are told apart by their place in time, as one sample each.
  std::vector<SampleResult> samples;
  for (std::size_t i = 0; i < told.size(); ++i) {
    SampleResult sample;
    sample.stimulus = i;
    sample.model_label = told[i]->model;
    sample.reported_label = told[i]->reported;
    samples.push_back(std::move(sample));
  }
  std::vector<ReadableSample> readable;
  for (std::size_t i = 0; i < told.size(); ++i) readable.push_back({&samples[i], told[i]->inference});
  std::vector<Finding> findings = ExplainReports(contract, text, readable);
  const auto wrong =
      std::find_if(told.begin(), told.end(), [](const Answer* answer) { return answer->model != answer->reported; });
  for (Finding& finding : findings) AddExample(contract, **wrong, finding);
  return findings;
}

Finding Unreadable(const Contract& contract, const Observation& seen) {
  constexpr std::size_t kQuoted = 5;
  std::set<std::string> lines;
  for (const Inference& inference : seen.inferences) {
    for (const std::string& line : inference.lines) {
      if (lines.size() < kQuoted) lines.insert(line);
    }
  }
  Finding finding = SemanticsFault(
      "unreadable", "unreadable_report", "no printed line names a class",
      fmt::format("print one of these names with Serial.println: {}", fmt::join(contract.application.labels, ", ")));
  finding.evidence = fmt::format("printed: {}", fmt::join(lines, " / "));
  return finding;
}

}  // namespace

WindowReports CheckWindowReports(const Contract& contract, const std::string& text, const Observation& seen,
                                 const std::vector<Stimulus>& stimuli, const ReportReader& reader) {
  const std::vector<Answer> answers = ReadAnswers(seen, reader);
  const bool close = AreClose(answers);
  WindowReports result;
  result.samples = Samples(answers, stimuli);
  if (answers.empty()) return result;

  std::vector<const Answer*> told;
  std::set<int> told_classes;
  std::size_t right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].reported < 0) continue;
    told.push_back(&answers[i]);
    told_classes.insert(answers[i].reported);
    right += IsRight(answers, i, close) ? 1 : 0;
  }
  if (told.empty()) {
    if (contract.tflite && contract.tflite->output.type == "float32" && ReadsTensorsAsBytes(text)) {
      result.findings.push_back(OutputTypeFault(contract));
    }
    result.findings.push_back(Unreadable(contract, seen));
    return result;
  }
  if (static_cast<double>(right) < kEnough * static_cast<double>(told.size())) {
    result.findings = ExplainWrong(contract, text, told);
    return result;
  }

  int last_told = -1;
  std::set<int> held_back;
  const Answer* example = nullptr;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].reported >= 0) {
      last_told = answers[i].reported;
    } else if (IsOwed(answers, i, last_told, close)) {
      held_back.insert(answers[i].model);
      example = &answers[i];
    }
  }
  // One class that is never told may mean that nothing happens, if the others are.
  const bool passed_over = held_back.size() == 1 && !told_classes.contains(*held_back.begin());
  if (!held_back.empty() && !(passed_over && !told_classes.empty())) {
    Finding finding = SemanticsFault("threshold", "threshold_error", "clear answers of the model are never reported",
                                     "report every inference, or lower the threshold until clear answers pass it");
    AddExample(contract, *example, finding);
    result.findings.push_back(std::move(finding));
  }
  return result;
}

}  // namespace autopilot
