#include "gate/second_look.h"

#include <algorithm>
#include <set>
#include <string>

#include "gate/report_cause.h"
#include "gate/run_judgement.h"
#include "gate/stop_check.h"
#include "gate/tensor_access.h"

namespace autopilot {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool HasRule(const std::vector<Finding>& findings, const std::string& rule) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.rule == rule; });
}

/// What to forgive so that a run that showed these faults goes further; empty where nothing helps.
std::string FaultToForgive(const std::vector<Finding>& findings, const Trace& trace,
                           const std::vector<std::string>& forgiven) {
  const auto helps = [&](const char* fault, bool shown) { return shown && !Contains(forgiven, fault); };
  if (helps("bus", HasRule(findings, "behaviour/sensor-begin"))) return "bus";
  if (helps("arena", HasRule(findings, "behaviour/arena"))) return "arena";
  if (helps("engine", HasRule(findings, "behaviour/sensor-engine"))) return "engine";
  if (helps(trace.forgivable.c_str(), !trace.forgivable.empty())) return trace.forgivable;
  if (helps("halt", !trace.setup_returned && IsStuck(trace))) return "halt";
  return "";
}

/// Whether a run has shown how results of different classes are reported.
bool ShowsReports(const std::vector<SampleResult>& samples) {
  std::set<int> classes;
  for (const SampleResult& sample : samples) {
    if (sample.reported_label >= 0) classes.insert(sample.model_label);
  }
  return classes.size() > 1;
}

/// After setup() was left in its middle, only what the sketch does with readings and results is its own.
bool IsTrusted(const Finding& finding, const std::vector<std::string>& forgiven) {
  if (finding.severity != Severity::kError) return false;
  return !Contains(forgiven, "halt") || finding.rule.starts_with("semantics/");
}

}  // namespace

Result<std::vector<Finding>> LookBehind(const Case& candidate, const std::vector<Finding>& known) {
  std::vector<Finding> behind;
  const auto is_new = [&](const Finding& finding) {
    const auto same = [&](const Finding& other) {
      return other.rule == finding.rule && other.root_cause == finding.root_cause;
    };
    return std::none_of(known.begin(), known.end(), same) && std::none_of(behind.begin(), behind.end(), same);
  };
  RunOptions options;
  bool reports_shown = ShowsReports(candidate.samples);
  std::vector<Finding> shown = known;
  Trace trace = *candidate.trace;
  for (;;) {
    const std::string fault = FaultToForgive(shown, trace, options.neutralise);
    if (fault.empty()) break;
    options.neutralise.push_back(fault);
    // Left in its middle, setup() may not have come to starting the sensor.
    if (fault == "halt" && !Contains(options.neutralise, "engine")) options.neutralise.push_back("engine");
    AUTOPILOT_TRY(run, RunAndJudge(candidate, options));
    if (run.trace.end == RunEnd::kCrash && run.seen.Settled().empty()) {
      // It fell before the first object came: let that be there from the beginning.
      options.gap_seconds = 0;
      AUTOPILOT_TRY(sooner, RunAndJudge(candidate, options));
      run = std::move(sooner);
    }
    shown = std::move(run.behaviour);
    shown.insert(shown.end(), run.semantics.begin(), run.semantics.end());
    trace = std::move(run.trace);
    reports_shown = reports_shown || ShowsReports(run.samples);
    for (const Finding& finding : shown) {
      if (!IsTrusted(finding, options.neutralise) || !is_new(finding)) continue;
      behind.push_back(finding);
      behind.back().behind = true;
    }
  }
  // Where no run comes to results of several classes, the text tells how it would read them.
  const auto& tflite = candidate.contract.tflite;
  if (!reports_shown && tflite && tflite->output.type == "float32" && ReadsTensorsAsBytes(candidate.text)) {
    Finding finding = OutputTypeFault(candidate.contract);
    finding.behind = true;
    if (is_new(finding)) behind.push_back(std::move(finding));
  }
  return behind;
}

}  // namespace autopilot
