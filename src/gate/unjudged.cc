#include "gate/unjudged.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace autopilot {
namespace {

Finding Note(std::string rule, std::string message, std::string next) {
  Finding finding;
  finding.rule = "semantics/" + std::move(rule);
  finding.severity = Severity::kNote;
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

std::string Times(std::size_t count) { return count == 1 ? "once" : fmt::format("{} times", count); }

/// In one sentence, what the run showed.
Finding Seen(const Contract& contract, const Observation& seen) {
  std::string text = "what could be judged is in order: the sketch builds and runs";
  if (contract.sensor)
    text += fmt::format(", reads {} {}", contract.sensor->id, Times(static_cast<std::size_t>(seen.reads)));
  text += fmt::format(", and Invoke runs {}", Times(seen.inferences.size()));
  return Note("judged-in-part", std::move(text), "");
}

/// The sensor showed different things and the tensor held the same numbers all the time.
bool InputStands(const Observation& seen) {
  const std::vector<std::size_t> settled = seen.Settled();
  if (settled.size() < 3) return false;
  const Inference& first = seen.inferences[settled.front()];
  bool world_moves = false;
  for (const std::size_t index : settled) {
    const Inference& inference = seen.inferences[index];
    if (inference.raw_input != first.raw_input) return false;
    world_moves = world_moves || inference.reading != first.reading;
  }
  return world_moves && !first.raw_input.empty();
}

}  // namespace

bool InputIsOpen(const Contract& contract) { return contract.application.in_part && contract.features.empty(); }

bool ReportIsOpen(const Contract& contract) {
  return contract.application.in_part && contract.application.labels.empty() && contract.application.report == "label";
}

std::vector<Finding> Unjudged(const Contract& contract, const Observation& seen) {
  std::vector<Finding> findings;
  if (!InputIsOpen(contract) && !ReportIsOpen(contract)) return findings;
  findings.push_back(Seen(contract, seen));
  if (InputIsOpen(contract)) {
    if (contract.sensor && InputStands(seen)) {
      Finding finding = Note("constant-input", "the input tensor never changes, whatever the sensor shows",
                             "fill the input tensor from the sensor's readings before each Invoke");
      finding.severity = Severity::kError;
      finding.root_cause = "constant_input";
      findings.insert(findings.begin(), std::move(finding));
    }
    std::string next =
        "no sensor of the twin is included: name it with --sensor and --map, or describe the input in an "
        "app.toml ([input])";
    if (contract.sensor) {
      next = fmt::format("say how they come from the sensor: --map \"FEATURE=expression over {},...\"",
                         fmt::join(contract.sensor->channels, ", "));
    }
    findings.push_back(
        Note("input-not-judged", "not judged: whether the model's inputs are scaled and ordered as in training", next));
  }
  if (ReportIsOpen(contract)) {
    const int outputs = contract.tflite ? contract.tflite->output.elements() : 0;
    findings.push_back(
        Note("report-not-judged", "not judged: whether the class that is printed is the model's",
             fmt::format("name the {} classes in the order of the model's outputs: --labels A,B,...", outputs)));
  }
  return findings;
}

}  // namespace autopilot
