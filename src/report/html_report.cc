#include "report/html_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/hash.h"
#include "report/chart_view.h"
#include "report/contract_view.h"
#include "report/run_data.h"
#include "report/run_detail.h"
#include "report/template.h"
#include "report/verdict_view.h"
#include "report/words.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLongChoice = 160;

/// A link from the report to a file beside or below it; empty for a file elsewhere.
std::string LinkTo(const std::string& file, const fs::path& from) {
  const fs::path relative = fs::path(file).lexically_relative(from);
  if (relative.empty() || *relative.begin() == "..") return "";
  std::string link = "./";
  for (const char byte : relative.generic_string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(byte)) != 0 ||
                       std::string_view("/-_.~").find(byte) != std::string_view::npos;
    link += plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
  }
  return link;
}

json ArtifactsView(const StageDetail& detail, const fs::path& folder) {
  json artifacts = json::array();
  for (const std::string& file : detail.artifacts) {
    const fs::path relative = fs::path(file).lexically_relative(folder);
    const std::string link = LinkTo(file, folder);
    artifacts.push_back({{"link", link}, {"name", link.empty() ? file : relative.generic_string()}});
  }
  return artifacts;
}

json StageView(const StageData& stage, const fs::path& folder) {
  const StageRecord& record = stage.record;
  const StageDetail& detail = stage.detail;
  json measures = json::array();
  for (const auto& [name, value] : detail.measures) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    measures.push_back({{"name", words}, {"value", Number(value)}});
  }
  json decisions = json::array();
  for (const DecisionRecord& decision : detail.decisions) {
    const bool folded = decision.choice.size() > kLongChoice || decision.choice.find('\n') != std::string::npos;
    decisions.push_back({{"step", decision.step},
                         {"who", decision.decided_by},
                         {"choice", folded ? "" : decision.choice},
                         {"long_choice", folded ? decision.choice : ""},
                         {"reason", decision.reason},
                         {"attempts", Count(decision.attempts)}});
  }
  std::vector<std::string> authors;
  if (detail.model_share >= 0) authors.push_back("model wrote " + Percent(detail.model_share));
  if (!detail.repaired_pieces.empty()) authors.push_back("repaired: " + Join(detail.repaired_pieces, ", "));
  if (!detail.reference_pieces.empty())
    authors.push_back("by the reference generator: " + Join(detail.reference_pieces, ", "));
  if (detail.paper_accepted) {
    authors.push_back(*detail.paper_accepted ? "accepted by the study's rule" : "not accepted by the study's rule");
  }
  const json artifacts = ArtifactsView(detail, folder);
  json confusion = json::array();
  for (std::size_t i = 0; i < detail.confusion.counts.size() && i < detail.confusion.labels.size(); ++i) {
    json cells = json::array();
    for (std::size_t j = 0; j < detail.confusion.counts[i].size(); ++j) {
      cells.push_back({{"count", Count(detail.confusion.counts[i][j])}, {"right", i == j}});
    }
    confusion.push_back({{"label", detail.confusion.labels[i]}, {"cells", cells}});
  }
  return {{"stage", record.stage},
          {"title", StageTitle(record.stage)},
          {"badge", BadgeView(stage.finished ? record.verdict : "unfinished")},
          {"attempts", Count(record.attempts)},
          {"tokens_in", Count(record.prompt_tokens)},
          {"tokens_out", Count(record.completion_tokens)},
          {"usd", Money(record.usd)},
          {"time", Duration(record.seconds)},
          {"authors", Join(authors, "; ")},
          {"has_confusion", !confusion.empty()},
          {"confusion", confusion},
          {"has_measures", !measures.empty()},
          {"measures", measures},
          {"has_artifacts", !artifacts.empty()},
          {"artifacts", artifacts},
          {"has_decisions", !decisions.empty()},
          {"decisions", decisions}};
}

/// What the tool chose itself and what passed stands among the decisions already.
bool WorthShowing(const AttemptRecord& attempt) {
  const bool code = attempt.candidate_text.find('\n') != std::string::npos;
  return attempt.asked() || code || !attempt.judged || !attempt.verdict.passed();
}

json AttemptGroups(const RunData& data) {
  json groups = json::array();
  for (const StageData& stage : data.stages) {
    json attempts = json::array();
    for (const AttemptRecord& attempt : data.attempts) {
      if (attempt.key.stage == stage.record.stage && WorthShowing(attempt)) attempts.push_back(AttemptView(attempt));
    }
    if (!attempts.empty()) groups.push_back({{"title", StageTitle(stage.record.stage)}, {"attempts", attempts}});
  }
  return groups;
}

std::string Sentence(const RunData& data) {
  const std::string verdict = data.verdict();
  if (verdict == "pass") return "Every gate accepted the result of every stage.";
  if (verdict == "unfinished") return "The run was interrupted or is still going on.";
  if (verdict == "budget") return "A limit of the run was spent before a candidate passed.";
  if (verdict == "infrastructure") return "A tool or a provider failed; this says nothing about the candidates.";
  const StageData* deciding = data.deciding();
  const Finding* first = deciding == nullptr ? nullptr : deciding->detail.verdict->FirstError();
  if (verdict == "inconclusive") {
    return first == nullptr ? "The gates could make no statement about the result."
                            : "The gates could make no statement: " + first->message + ".";
  }
  return first == nullptr ? "No candidate passed every gate." : "Not achieved: " + first->message + ".";
}

void PutCard(json& cards, const std::string& name, const std::string& value, const std::string& note) {
  cards.push_back({{"name", name}, {"value", value}, {"note", note}});
}

/// The handful of numbers that a reader looks for first.
json Cards(const RunData& data) {
  StageRecord total;
  double model_share = -1;
  const ChartData* chart = nullptr;
  std::vector<std::string> reference;
  for (const StageData& stage : data.stages) {
    total.attempts += stage.record.attempts;
    total.prompt_tokens += stage.record.prompt_tokens;
    total.completion_tokens += stage.record.completion_tokens;
    total.usd += stage.record.usd;
    total.seconds += stage.record.seconds;
    if (stage.detail.model_share >= 0) model_share = stage.detail.model_share;
    if (!stage.detail.chart.samples.empty()) chart = &stage.detail.chart;
    const auto& pieces = stage.detail.reference_pieces;
    reference.insert(reference.end(), pieces.begin(), pieces.end());
  }
  json cards = json::array();
  if (chart != nullptr && !chart->labels.empty()) {
    long long right = 0;
    for (const ChartSample& sample : chart->samples) right += sample.truth >= 0 && sample.truth == sample.reported;
    const auto shown = static_cast<long long>(chart->samples.size());
    PutCard(cards, "reported right on the twin", Percent(static_cast<double>(right) / static_cast<double>(shown)),
            Count(right) + " of " + Plural(shown, "object"));
  }
  if (model_share >= 0) {
    PutCard(
        cards, "written by the model", Percent(model_share),
        reference.empty() ? "no piece by the reference generator" : "reference generator: " + Join(reference, ", "));
  }
  if (const auto accepted = data.paper_accepted()) {
    PutCard(cards, "by the study's rule", *accepted ? "accepted" : "not accepted",
            *accepted && data.verdict() == "reject" ? "a success there; it does not work" : "");
  }
  PutCard(cards, "attempts", Count(total.attempts),
          "in " + Plural(static_cast<long long>(data.stages.size()), "stage"));
  PutCard(cards, "tokens", Count(total.prompt_tokens + total.completion_tokens),
          Count(total.prompt_tokens) + " in, " + Count(total.completion_tokens) + " out");
  PutCard(cards, "time", Duration(total.seconds), "");
  if (total.usd > 0) PutCard(cards, "cost", Money(total.usd), "");
  return cards;
}

void PutFact(json& facts, const std::string& name, const std::string& value) {
  if (!value.empty()) facts.push_back({{"name", name}, {"value", value}});
}

/// Options and versions are JSON objects of the engine's; shown key by key.
void PutObject(json& facts, const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return PutFact(facts, "options", text);
  for (const auto& [key, value] : object.items()) {
    const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_null() || shown.empty() || value == 0) continue;
    PutFact(facts, key, shown);
  }
}

json RunFacts(const RunRecord& run) {
  json facts = json::array();
  PutFact(facts, "run", run.id);
  PutFact(facts, "application", run.application);
  PutFact(facts, "folder", run.folder);
  PutFact(facts, "started", run.started);
  PutFact(facts, "ended", run.ended);
  PutObject(facts, run.options);
  PutObject(facts, run.versions);
  return facts;
}

json FinalView(const RunData& data) {
  const StageData* deciding = data.deciding();
  if (deciding == nullptr || deciding->detail.verdict->findings.empty()) return nullptr;
  const StageDetail& detail = deciding->detail;
  json view = VerdictView(*detail.verdict, detail.source_text, detail.source_file);
  view["title"] = StageTitle(deciding->record.stage);
  view["gate"] = detail.verdict->gate;
  return view;
}

json SourceView(const RunData& data) {
  const StageData* deciding = data.deciding();
  if (deciding == nullptr || deciding->detail.source_text.empty()) return nullptr;
  return {{"file", deciding->detail.source_file}, {"text", deciding->detail.source_text}};
}

json RunView(const RunData& data, const fs::path& folder) {
  json stages = json::array();
  bool any_decision = false;
  for (const StageData& stage : data.stages) {
    stages.push_back(StageView(stage, folder));
    any_decision = any_decision || !stage.detail.decisions.empty();
  }
  json twin;
  for (const StageData& stage : data.stages) {
    if (!stage.detail.chart.samples.empty()) twin = TwinView(stage.detail.chart, InputTolerance(data.contract));
  }
  const json gates = GateTimesView(data);
  const json costs = CostView(data.attempts);
  return {{"name", data.run.name},
          {"id", data.run.id},
          {"badge", BadgeView(data.verdict())},
          {"sentence", Sentence(data)},
          {"unfinished", data.run.ended.empty()},
          {"cards", Cards(data)},
          {"run_facts", RunFacts(data.run)},
          {"final", FinalView(data)},
          {"source", SourceView(data)},
          {"has_stages", !stages.empty()},
          {"stages", stages},
          {"has_decision_tables", any_decision},
          {"twin", twin},
          {"contract", ContractView(data.contract)},
          {"has_attempts", !data.attempts.empty()},
          {"has_costs", !costs.empty()},
          {"costs", costs},
          {"has_gate_times", !gates.empty()},
          {"gate_times", gates},
          {"attempt_groups", AttemptGroups(data)}};
}

}  // namespace

Result<std::string> RenderHtmlReport(Journal& journal, const std::string& run, const InstallPaths& paths,
                                     const fs::path& folder) {
  AUTOPILOT_TRY(data, LoadRunData(journal, run));
  json view = RunView(data, folder);
  // Scripts run only with this word, which no recorded text can know: it depends on all of them.
  view["nonce"] = Sha256(view.dump(-1, ' ', false, json::error_handler_t::replace)).substr(0, 32);
  return RenderTemplate(paths.home / "report", "run", view);
}

Status WriteHtmlReport(Journal& journal, const std::string& run, const InstallPaths& paths, const fs::path& out) {
  std::error_code code;
  const fs::path absolute = fs::absolute(out, code);
  AUTOPILOT_TRY(html, RenderHtmlReport(journal, run, paths, absolute.parent_path()));
  return WriteFile(out, html);
}

}  // namespace autopilot
