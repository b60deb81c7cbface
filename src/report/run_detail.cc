#include "report/run_detail.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "repair/unified_diff.h"
#include "report/verdict_view.h"
#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// Cuts a text of the view, and says how much of it is missing.
void Cut(json& view, const char* key, std::size_t limit) {
  if (!view.contains(key) || !view[key].is_string()) return;
  const auto& text = view[key].get_ref<const std::string&>();
  if (text.size() <= limit) return;
  const auto left_out = static_cast<long long>(text.size() - limit);
  view[key] = Shorten(text, limit) + "\n[" + Plural(left_out, "character") + " left out here]";
}

json ParsedObject(const std::string& text) {
  json object = json::parse(text, nullptr, false);
  return object.is_object() ? object : json::object();
}

/// Numbers that JSON cannot hold become null.
json Numbers(const std::vector<double>& values) {
  json list = json::array();
  for (const double value : values) list.push_back(std::isfinite(value) ? json(value) : json(nullptr));
  return list;
}

json ChartDetail(const ChartData& chart, std::size_t most) {
  if (chart.samples.empty()) return nullptr;
  const std::size_t stride = chart.samples.size() / (most + 1) + 1;
  json samples = json::array();
  for (std::size_t i = 0; i < chart.samples.size(); i += stride) {
    const ChartSample& sample = chart.samples[i];
    samples.push_back({{"true", sample.truth},
                       {"reported", sample.reported},
                       {"brightness", sample.brightness},
                       {"seconds", sample.seconds},
                       {"expected", Numbers(sample.expected)},
                       {"tensor", Numbers(sample.tensor)}});
  }
  const std::size_t left_out = chart.samples.size() - samples.size();
  return {{"labels", chart.labels}, {"features", chart.features}, {"samples", samples}, {"samples_left_out", left_out}};
}

json StageDetailJson(const StageData& stage, const DetailLimits& limits) {
  const StageRecord& record = stage.record;
  const StageDetail& detail = stage.detail;
  json decisions = json::array();
  for (const DecisionRecord& decision : detail.decisions) {
    decisions.push_back({{"step", decision.step},
                         {"decided_by", decision.decided_by},
                         {"choice", Shorten(decision.choice, limits.text)},
                         {"reason", decision.reason},
                         {"attempts", decision.attempts}});
  }
  json view = {{"stage", record.stage},
               {"title", StageTitle(record.stage)},
               {"verdict", stage.finished ? record.verdict : ""},
               {"badge", BadgeView(stage.finished ? record.verdict : "")},
               {"finished", stage.finished},
               {"attempts", record.attempts},
               {"prompt_tokens", record.prompt_tokens},
               {"completion_tokens", record.completion_tokens},
               {"usd", record.usd},
               {"seconds", record.seconds},
               {"model_share", detail.model_share >= 0 ? json(detail.model_share) : json(nullptr)},
               {"paper_accepted", detail.paper_accepted ? json(*detail.paper_accepted) : json(nullptr)},
               {"reference_pieces", detail.reference_pieces},
               {"repaired_pieces", detail.repaired_pieces},
               {"measures", detail.measures},
               {"decisions", decisions},
               {"source", {{"file", detail.source_file}, {"text", Shorten(detail.source_text, limits.text)}}},
               {"chart", ChartDetail(detail.chart, limits.samples)}};
  const Verdict none;
  view["judgement"] = VerdictView(detail.verdict ? *detail.verdict : none, detail.source_text, detail.source_file);
  return view;
}

/// What one attempt is compared by: recordings of others have replies alone.
const std::string& ResultOf(const AttemptRecord& attempt) {
  return attempt.candidate_text.empty() ? attempt.reply.text : attempt.candidate_text;
}

}  // namespace

std::string StageTitle(const std::string& stage) {
  if (stage == "dp") return "Data processing";
  if (stage == "train") return "Training";
  if (stage == "mc") return "Model conversion";
  return stage == "sg" ? "Sketch generation" : stage;
}

const AttemptRecord* AttemptBefore(const std::vector<AttemptRecord>& attempts, std::size_t at) {
  const AttemptKey& key = attempts[at].key;
  for (std::size_t i = at; i-- > 0;) {
    const AttemptRecord& one = attempts[i];
    if (one.key.stage == key.stage && one.key.step == key.step && !ResultOf(one).empty()) return &one;
  }
  return nullptr;
}

json AttemptDetail(const AttemptRecord& attempt, const AttemptRecord* before, const DetailLimits& limits) {
  json view = AttemptView(attempt);
  view["run"] = attempt.run;
  view["verdict_word"] = attempt.judged ? ToString(attempt.verdict.verdict) : "";
  view["gate"] = attempt.judged ? attempt.verdict.gate : "";
  view["paper_category"] =
      attempt.judged && attempt.verdict.paper_category != "none" ? attempt.verdict.paper_category : "";
  view["prompt_tokens"] = attempt.reply.prompt_tokens;
  view["completion_tokens"] = attempt.reply.completion_tokens;
  view["usd"] = attempt.reply.usd;
  view["seconds"] = attempt.reply.seconds;
  view["diff"] = "";
  view["diff_to"] = nullptr;
  if (before != nullptr && !ResultOf(attempt).empty()) {
    view["diff_to"] = before->key.attempt;
    view["diff"] = UnifiedDiff(ResultOf(*before), ResultOf(attempt), attempt.key.step);
  }
  for (const char* key : {"candidate", "reply", "diff"}) Cut(view, key, limits.text);
  for (json& message : view["messages"]) Cut(message, "text", limits.text);
  for (json& finding : view["verdict"]["findings"]) Cut(finding, "evidence", limits.text);
  return view;
}

json RunDetail(const RunData& data, const DetailLimits& limits) {
  json stages = json::array();
  for (const StageData& stage : data.stages) stages.push_back(StageDetailJson(stage, limits));
  const auto accepted = data.paper_accepted();
  return {{"id", data.run.id},
          {"name", data.run.name},
          {"application", data.run.application},
          {"folder", data.run.folder},
          {"started", data.run.started},
          {"ended", data.run.ended},
          {"verdict", data.run.verdict},
          {"badge", BadgeView(data.run.verdict)},
          {"paper_accepted", accepted ? json(*accepted) : json(nullptr)},
          {"options", ParsedObject(data.run.options)},
          {"versions", ParsedObject(data.run.versions)},
          {"stages", stages}};
}

json RunDetailWithAttempts(const RunData& data, const DetailLimits& limits) {
  json view = RunDetail(data, limits);
  const std::size_t shown = std::min(data.attempts.size(), limits.attempts);
  json attempts = json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    attempts.push_back(AttemptDetail(data.attempts[i], AttemptBefore(data.attempts, i), limits));
  }
  view["attempts"] = std::move(attempts);
  view["attempts_left_out"] = data.attempts.size() - shown;
  return view;
}

}  // namespace autopilot
