#include "script/script_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "script/run_findings.h"
#include "script/script_reply.h"
#include "stage/dp_table.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kShown = 4000;

std::string Shown(const std::string& text) {
  return text.size() > kShown ? "[...]" + text.substr(text.size() - kShown) : text;
}

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

Finding FromJson(const json& object) {
  Finding finding;
  finding.rule = object.value("rule", "");
  const std::string severity = object.value("severity", "");
  finding.severity = severity == "error" ? Severity::kError : severity == "note" ? Severity::kNote : Severity::kWarning;
  finding.root_cause = object.value("root_cause", "");
  finding.message = object.value("message", "");
  finding.evidence = object.value("evidence", "");
  finding.file = object.value("file", "");
  finding.next = object.value("next", "");
  if (const auto example = object.find("counterexample"); example != object.end() && example->is_object()) {
    finding.counterexample = {example->value("input", ""), example->value("expected", ""), example->value("got", "")};
  }
  return finding;
}

bool HasError(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

/// Errors first, in their order.
void Take(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What may do its work by printing alone.
bool WritesNothing(const std::string& operation) { return operation.empty() || operation == "validate"; }

/// What leaves no table as it was. Cleaning may find nothing to clean.
bool Changes(const std::string& operation) {
  static const std::set<std::string> changing = {"scale", "encode", "balance", "split", "features", "augment"};
  return changing.contains(operation);
}

}  // namespace

const std::set<std::string>& KnownOperations() {
  static const std::set<std::string> operations = {"clean", "outliers", "scale",   "encode",   "balance",
                                                   "split", "features", "augment", "validate", "convert"};
  return operations;
}

std::vector<WorkerFile> ScriptJudge::Inputs() const {
  const Application& application = contract_->application;
  std::vector<WorkerFile> inputs;
  const auto place = [](const std::string& mount, const fs::path& file, bool alone) {
    if (mount.empty()) return file.filename().string();
    // A mount names the file itself where there is one, else the folder that holds them.
    const fs::path named(mount);
    return (alone && named.has_extension() ? named : named / file.filename()).lexically_normal().string();
  };
  const auto& data = application.data_files;
  for (const fs::path& file : data) inputs.push_back({file, place(application.data_mount, file, data.size() == 1)});
  if (application.keras)
    inputs.push_back({*application.keras, place(application.model_mount, *application.keras, true)});
  return inputs;
}

fs::path ScriptJudge::FolderOf(const std::string& run) const {
  const auto found = folders_.find(run);
  return found == folders_.end() ? fs::path() : box_->WorkFolder(found->second);
}

ScriptJob ScriptJudge::JobFor(const ScriptCase& candidate, const std::string& script,
                              const std::vector<std::string>& outputs, const std::string& work) const {
  ScriptJob job;
  job.folders = candidate.folders;
  job.text = script;
  job.work = work;
  job.inputs = candidate.inputs ? *candidate.inputs : Inputs();
  job.tensorflow = MentionsTensorflow(script);
  for (const std::string& output : outputs) {
    const std::string folder = fs::path(output).parent_path().string();
    if (!folder.empty()) job.folders.push_back(folder);
  }
  return job;
}

Result<ScriptVerdict> ScriptJudge::Judge(const ScriptCase& candidate) {
  ScriptVerdict result;
  result.text = candidate.text;
  result.facts = json::object();
  Verdict& verdict = result.verdict;
  std::vector<std::string> outputs;
  for (const std::string& output : candidate.outputs) {
    if (const std::string plain = PlainOutput(output); !plain.empty()) outputs.push_back(plain);
  }
  const auto finish = [&](const std::string& gate, std::vector<Finding> findings, double ms, bool open = false) {
    for (Finding& finding : findings) causes_->Complete(finding);
    verdict.findings.insert(verdict.findings.end(), findings.begin(), findings.end());
    const Finding* first = verdict.FirstError();
    const VerdictKind kind = first != nullptr ? VerdictKind::kReject
                             : open           ? VerdictKind::kInconclusive
                                              : VerdictKind::kPass;
    verdict.gates.push_back({gate, kind, ms});
    verdict.verdict = kind;
    if (kind != VerdictKind::kPass) verdict.gate = gate;
    if (first == nullptr) return;
    verdict.root_cause = first->root_cause;
    verdict.paper_category = first->paper_category;
  };

  if (candidate.as == "reply") {
    const auto start = std::chrono::steady_clock::now();
    ScriptReply reply = ReadScriptReply(candidate.text, candidate.stage, candidate.reply);
    result.text = reply.script;
    const VerdictKind kind = reply.answer.verdict;
    finish("reply", std::move(reply.answer.findings), MillisecondsSince(start));
    if (kind != VerdictKind::kPass && kind != VerdictKind::kReject) {
      verdict.verdict = verdict.gates.back().verdict = kind;
      return result;
    }
    if (!verdict.passed()) return result;
    if (reply.plan) {
      result.facts["plan"] = true;
      return result;
    }
    if (outputs.empty()) outputs = std::move(reply.outputs);
  }

  std::string work = candidate.run.empty() ? "" : folders_[candidate.run];
  if (work.empty()) work = std::to_string(++number_);
  if (!candidate.run.empty()) folders_[candidate.run] = work;
  const auto start = std::chrono::steady_clock::now();
  AUTOPILOT_TRY(answer, box_->Run(JobFor(candidate, result.text, outputs, work)));
  const ScriptRun run = ReadScriptRun(answer);
  result.ended_well = run.ok();
  result.printed = run.out + "\n" + run.err;
  result.facts = {{"exit_code", run.exit_code}, {"ok", run.ok()},           {"signal", run.signal},
                  {"timed_out", run.timed_out}, {"seconds", run.seconds},   {"cpu_seconds", run.cpu_seconds},
                  {"stdout", Shown(run.out)},   {"stderr", Shown(run.err)}, {"read", run.read},
                  {"written", run.written},     {"outputs", outputs}};
  std::vector<Finding> findings = CheckRun(run, candidate.stage, answer.at("trace"));
  if (candidate.stage == "mc") {
    for (const json& note : answer.at("trace")) {
      if (note.value("what", "") == "convert") result.facts["conversion"] = note;
    }
    const std::vector<std::string> good(good_[work].begin(), good_[work].end());
    AUTOPILOT_TRY(feed, CheckFeed(answer, *contract_, good, work, *box_));
    Take(findings, std::move(feed));
  }
  bool open = false;  // Something could not be judged.
  if (auto unwatched = CheckWatching(run)) {
    open = unwatched->severity != Severity::kError;
    findings.insert(findings.begin(), std::move(*unwatched));
  }
  if (run.ok()) {
    TablesSeen tables_seen;
    std::vector<Finding> artifacts = CheckNamed(run, outputs, !WritesNothing(candidate.operation));
    if (!HasError(artifacts) || candidate.stage == "dp") {
      if (candidate.stage == "mc") {
        AUTOPILOT_TRY(model, JudgeModel(candidate, outputs, run, work, result));
        Take(artifacts, std::move(model));
      } else {
        AUTOPILOT_TRY(tables, JudgeTables(candidate, outputs, run, work, result.facts, tables_seen));
        Take(artifacts, std::move(tables));
      }
    }
    open = open || tables_seen.unjudged;
    std::vector<Finding> swallowed = CheckSwallowed(run, artifacts, tables_seen, Changes(candidate.operation));
    findings.insert(findings.end(), swallowed.begin(), swallowed.end());
    Take(findings, std::move(artifacts));
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  if (!HasError(findings) && !open && candidate.stage == "dp")
    good_[work].insert(run.written.begin(), run.written.end());
  const double own = run.seconds * 1000;
  result.facts["judging_ms"] = MillisecondsSince(start) - own;
  finish("artifacts", std::move(findings), MillisecondsSince(start), open);
  return result;
}

Result<std::vector<Finding>> ScriptJudge::JudgeTables(const ScriptCase& candidate,
                                                      const std::vector<std::string>& outputs, const ScriptRun& run,
                                                      const std::string& work, json& facts, TablesSeen& seen) {
  const Application& application = contract_->application;
  const DataTable& data = contract_->data;
  if (model_file_.empty() && !contract_->tflite_bytes.empty()) {
    AUTOPILOT_TRY(file, box_->Provide("model.tflite", contract_->tflite_bytes));
    model_file_ = file.string();
  }
  std::vector<std::string> written;
  for (const std::string& name : run.written) {
    const bool named = std::find(outputs.begin(), outputs.end(), name) != outputs.end();
    if (outputs.empty() || named) written.push_back(name);
  }
  if (written.empty() || candidate.operation == "split") written = run.written;
  std::vector<std::string> data_files;
  for (const WorkerFile& input : Inputs()) {
    const bool is_data = std::find(application.data_files.begin(), application.data_files.end(), input.source) !=
                         application.data_files.end();
    if (is_data) data_files.push_back(input.name);
  }
  std::vector<std::string> labels;
  for (std::size_t row = 0; row < data.size(); ++row) labels.push_back(LabelOf(data, row));
  json rows = json::array();
  for (const auto& row : data.features) {
    json cells = json::array();
    for (double value : row) std::isnan(value) ? cells.push_back(nullptr) : cells.push_back(value);
    rows.push_back(std::move(cells));
  }
  const bool labelled = !data.label_index.empty() && !application.label.empty();
  const json task = {{"task", "judge_data"},
                     {"operation", candidate.operation},
                     {"named", outputs},
                     {"written", written},
                     {"read", run.read},
                     {"unseen", run.started_others},
                     {"work", box_->WorkFolder(work).string()},
                     {"before", (box_->ControlFolder() / "before").string()},
                     {"data_files", data_files},
                     {"features", data.feature_names},
                     {"label", application.label == "from-file-name" ? "label" : application.label},
                     {"labels", application.labels},
                     {"rows", rows},
                     {"row_labels", labelled ? json(labels) : json::array()},
                     {"model", model_file_},
                     {"window", contract_->sensor_use.window}};
  AUTOPILOT_TRY(answer, box_->Task(task, false));
  if (const std::string why = answer.value("unjudged", ""); !why.empty()) {
    Finding finding;
    finding.rule = "artifacts/size";
    finding.severity = Severity::kWarning;
    finding.message = why;
    finding.next = "try the script on a part of the data, or let it write fewer rows or columns";
    seen.unjudged = true;
    return std::vector<Finding>{finding};
  }
  facts["tables"] = answer.at("facts").at("tables");
  if (const json reference = answer.at("facts").value("reference", json()); reference.is_object()) {
    facts["reference"] = reference;
  }
  seen.untraceable = !facts["tables"].empty();
  for (const json& table : facts["tables"]) {
    seen.unchanged = seen.unchanged || table.value("unchanged", false);
    seen.untraceable = seen.untraceable && table.value("followed_by", "").empty();
  }
  std::vector<Finding> findings;
  for (const json& finding : answer.at("findings")) findings.push_back(FromJson(finding));
  return findings;
}

Result<std::vector<Finding>> ScriptJudge::JudgeModel(const ScriptCase&, const std::vector<std::string>& outputs,
                                                     const ScriptRun& run, const std::string& work,
                                                     ScriptVerdict& result) {
  std::string model;
  for (const std::string& name : outputs) {
    if (name.ends_with(".tflite")) model = name;
  }
  if (model.empty()) {
    for (const std::string& name : run.written) {
      if (name.ends_with(".tflite") || name.ends_with(".lite")) model = name;
    }
  }
  if (model.empty() && !outputs.empty()) model = outputs.front();
  if (model.empty()) {
    Finding missing;
    missing.rule = "artifacts/file";
    missing.root_cause = "artifact_missing";
    missing.message = "the script wrote no .tflite file";
    missing.next = "write what convert() returns to a file";
    return std::vector<Finding>{missing};
  }
  if (!keras_) {
    AUTOPILOT_TRY(keras, AskKeras(*contract_, *box_));
    keras_ = std::move(keras);
  }
  AUTOPILOT_TRY(judged, JudgeModelFile(box_->WorkFolder(work) / model, *contract_, *keras_, target_, *box_));
  result.facts["model"] = judged.facts;
  result.verdict.metrics.accuracy = judged.accuracy;
  for (Finding& finding : judged.findings) finding.file = model;
  return std::move(judged.findings);
}

}  // namespace autopilot
