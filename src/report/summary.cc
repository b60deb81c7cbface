#include "report/summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/paint.h"
#include "report/run_data.h"
#include "report/text_table.h"
#include "report/words.h"

namespace autopilot {
namespace {

constexpr std::size_t kFindingsShown = 3;
constexpr std::size_t kFilesShown = 3;  // Of a stage; more are named by their folder.

std::string VerdictOf(const StageData& stage) { return stage.finished ? stage.record.verdict : "unfinished"; }

/// "facts 5, model 2", in the order of first appearance.
std::string WhoDecided(const std::vector<DecisionRecord>& decisions) {
  std::vector<std::pair<std::string, int>> counts;
  for (const DecisionRecord& decision : decisions) {
    auto found = std::find_if(counts.begin(), counts.end(),
                              [&](const auto& entry) { return entry.first == decision.decided_by; });
    if (found == counts.end()) found = counts.insert(counts.end(), {decision.decided_by, 0});
    ++found->second;
  }
  std::vector<std::string> parts;
  for (const auto& [who, count] : counts) parts.push_back(who + " " + std::to_string(count));
  return Join(parts, ", ");
}

std::string StageTable(const RunData& data) {
  std::vector<std::vector<std::string>> rows = {
      {"stage", "verdict", "tries", "tokens in", "out", "time", "decided by"}};
  StageRecord total;
  for (const StageData& stage : data.stages) {
    const StageRecord& record = stage.record;
    rows.push_back({record.stage, VerdictOf(stage), Count(record.attempts), Count(record.prompt_tokens),
                    Count(record.completion_tokens), Duration(record.seconds), WhoDecided(stage.detail.decisions)});
    total.attempts += record.attempts;
    total.prompt_tokens += record.prompt_tokens;
    total.completion_tokens += record.completion_tokens;
    total.usd += record.usd;
    total.seconds += record.seconds;
  }
  if (data.stages.size() > 1) {
    rows.push_back({"total", "", Count(total.attempts), Count(total.prompt_tokens), Count(total.completion_tokens),
                    Duration(total.seconds), total.usd > 0 ? Money(total.usd) : ""});
  }
  return TextTable(rows, {false, false, true, true, true, true, false}, "  ");
}

/// Who wrote the artifact, in a sentence each.
std::string Authors(const StageData& stage) {
  const StageDetail& detail = stage.detail;
  std::string text;
  if (detail.model_share > 0) {
    text += "  The model wrote " + Percent(detail.model_share) + " of the tokens of what " + stage.record.stage +
            " made.\n";
  }
  if (!detail.repaired_pieces.empty()) text += "  Repaired by the tool: " + Join(detail.repaired_pieces, ", ") + ".\n";
  if (!detail.reference_pieces.empty()) {
    text += "  " + stage.record.stage +
            ": by the reference generator, not by a model: " + Join(detail.reference_pieces, ", ") + ".\n";
  }
  return text;
}

std::string OnTheTwin(const StageDetail& detail) {
  int right = 0;
  for (const ChartSample& sample : detail.chart.samples) right += sample.truth >= 0 && sample.truth == sample.reported;
  const std::size_t shown = detail.chart.samples.size();
  if (shown == 0 || detail.chart.labels.empty()) return "";
  return "  On the device twin: " + Count(right) + " of " + Plural(static_cast<long long>(shown), "shown object") +
         " reported right.\n";
}

/// The study's rule beside ours, where a stage followed its protocol.
std::string ByThePaper(const StageData& stage) {
  if (!stage.detail.paper_accepted) return "";
  const bool accepted = *stage.detail.paper_accepted;
  std::string text = "  " + stage.record.stage + ": by the study's rule " + (accepted ? "accepted" : "not accepted") +
                     "; by the gates here: " + VerdictOf(stage);
  if (accepted && VerdictOf(stage) == "reject") text += ". It counts as a success there and does not work";
  return text + ".\n";
}

/// What a trained model makes of rows that it has not seen.
std::string HeldOut(const StageDetail& detail) {
  const ConfusionData& confusion = detail.confusion;
  const auto accuracy = detail.measures.find("accuracy");
  if (confusion.counts.empty() || accuracy == detail.measures.end()) return "";
  constexpr std::size_t kMostClasses = 12;  // What fits a terminal.
  std::string text = "  The trained model is right on " + Percent(accuracy->second) + " of the held-out samples";
  if (confusion.labels.size() > kMostClasses) return text + ".\n";
  std::vector<std::vector<std::string>> rows = {{"true class"}};
  std::vector<bool> right = {false};
  for (std::size_t i = 0; i < confusion.counts.size() && i < confusion.labels.size(); ++i) {
    rows.front().push_back(Printable(confusion.labels[i]));
    right.push_back(true);
    rows.push_back({Printable(confusion.labels[i])});
    for (const int count : confusion.counts[i]) rows.back().push_back(Count(count));
  }
  return text + ", which it takes for:\n" + TextTable(rows, right, "    ");
}

std::string Faults(const Verdict& verdict, const TextOptions& options) {
  const Paint paint(options.colour);
  std::string text;
  std::size_t shown = 0;
  std::size_t errors = 0;
  for (const Finding& finding : verdict.findings) {
    if (finding.severity != Severity::kError) continue;
    if (++errors > kFindingsShown) continue;
    ++shown;
    text += "  " + paint.Red("error") + "  " + Printable(finding.message) + " (" + Printable(finding.rule) + ")\n";
    if (!finding.next.empty()) text += Wrapped("next: " + Printable(finding.next), options.width, "         ");
  }
  if (errors > shown) text += "  and " + Plural(static_cast<long long>(errors - shown), "more error") + "\n";
  return text;
}

std::string Files(const RunData& data, const RunFiles& files) {
  std::vector<std::vector<std::string>> rows;
  for (const StageData& stage : data.stages) {
    const std::vector<std::string>& artifacts = stage.detail.artifacts;
    if (artifacts.size() > kFilesShown) {
      const std::string folder = std::filesystem::path(artifacts.front()).parent_path().string();
      rows.push_back({stage.record.stage, Plural(static_cast<long long>(artifacts.size()), "file") + " in " + folder});
      continue;
    }
    for (const std::string& artifact : artifacts) rows.push_back({stage.record.stage, artifact});
  }
  if (!files.report.empty()) rows.push_back({"report", files.report.string()});
  if (!files.journal.empty()) rows.push_back({"journal", files.journal.string()});
  return TextTable(rows, {false, false}, "  ");
}

}  // namespace

Result<std::string> RunSummary(Journal& journal, const std::string& run, const RunFiles& files,
                               const TextOptions& options) {
  AUTOPILOT_TRY(data, LoadRunData(journal, run));
  const Paint paint(options.colour);
  std::string text = "\n" + paint.Verdict(data.verdict(), paint.Bold(data.verdict())) + "  " +
                     Printable(data.run.name) + paint.Dim("  run " + Printable(data.run.id)) + "\n\n";
  if (data.stages.empty()) {
    text += "  No stage was begun.\n";
  } else {
    text += StageTable(data);
  }
  std::string remarks;
  for (const StageData& stage : data.stages) {
    remarks += Authors(stage) + ByThePaper(stage) + HeldOut(stage.detail) + OnTheTwin(stage.detail);
  }
  if (const StageData* deciding = data.deciding(); deciding != nullptr && data.verdict() != "pass") {
    remarks += Faults(*deciding->detail.verdict, options);
  }
  if (!remarks.empty()) text += "\n" + remarks;
  if (data.run.ended.empty()) text += "\n  Go on with: autopilot run --resume " + Printable(data.run.id) + "\n";
  if (const std::string names = Files(data, files); !names.empty()) text += "\n" + names;
  return text;
}

Result<nlohmann::json> RunJson(Journal& journal, const std::string& run, const RunFiles& files) {
  AUTOPILOT_TRY(data, LoadRunData(journal, run));
  nlohmann::json stages = nlohmann::json::array();
  for (const StageData& stage : data.stages) {
    const StageRecord& record = stage.record;
    nlohmann::json entry = {{"stage", record.stage},
                            {"verdict", VerdictOf(stage)},
                            {"attempts", record.attempts},
                            {"prompt_tokens", record.prompt_tokens},
                            {"completion_tokens", record.completion_tokens},
                            {"usd", record.usd},
                            {"seconds", record.seconds},
                            {"artifacts", stage.detail.artifacts},
                            {"reference_pieces", stage.detail.reference_pieces},
                            {"repaired_pieces", stage.detail.repaired_pieces},
                            {"measures", stage.detail.measures},
                            {"model_share", nullptr}};
    if (stage.detail.model_share >= 0) entry["model_share"] = stage.detail.model_share;
    if (!stage.detail.confusion.counts.empty()) {
      entry["confusion"] = {{"labels", stage.detail.confusion.labels}, {"counts", stage.detail.confusion.counts}};
    }
    if (stage.detail.paper_accepted) entry["paper_accepted"] = *stage.detail.paper_accepted;
    stages.push_back(std::move(entry));
  }
  nlohmann::json run_json = {{"run", data.run.id},
                             {"verdict", data.verdict()},
                             {"stages", stages},
                             {"journal", files.journal.string()},
                             {"report", files.report.string()}};
  if (const auto accepted = data.paper_accepted()) run_json["paper_accepted"] = *accepted;
  return run_json;
}

}  // namespace autopilot
