#include "journal/stage_detail.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "journal/verdict_json.h"

namespace autopilot {
namespace {

using nlohmann::json;

json ToJson(const ChartData& chart) {
  json samples = json::array();
  for (const ChartSample& sample : chart.samples) {
    samples.push_back({{"true", sample.truth},
                       {"reported", sample.reported},
                       {"brightness", sample.brightness},
                       {"expected", sample.expected},
                       {"tensor", sample.tensor},
                       {"seconds", sample.seconds}});
  }
  return {{"labels", chart.labels}, {"features", chart.features}, {"samples", samples}};
}

/// JSON has no NaN: the writer leaves null, which is read back as one.
std::vector<double> Numbers(const json& object, const char* key) {
  std::vector<double> numbers;
  for (const json& value : object.value(key, json::array())) {
    numbers.push_back(value.is_null() ? std::nan("") : value.get<double>());
  }
  return numbers;
}

std::vector<std::string> Texts(const json& object, const char* key) {
  return object.value(key, std::vector<std::string>());
}

ChartData ChartFromJson(const json& object) {
  ChartData chart;
  chart.labels = Texts(object, "labels");
  chart.features = Texts(object, "features");
  for (const json& item : object.value("samples", json::array())) {
    ChartSample sample;
    sample.truth = item.value("true", -1);
    sample.reported = item.value("reported", -1);
    sample.brightness = item.value("brightness", 0.0);
    sample.expected = Numbers(item, "expected");
    sample.tensor = Numbers(item, "tensor");
    sample.seconds = item.value("seconds", 0.0);
    chart.samples.push_back(std::move(sample));
  }
  return chart;
}

}  // namespace

std::string ToText(const StageDetail& detail) {
  json object = {{"artifacts", detail.artifacts},
                 {"reference_pieces", detail.reference_pieces},
                 {"repaired_pieces", detail.repaired_pieces},
                 {"measures", detail.measures}};
  if (detail.model_share >= 0) object["model_share"] = detail.model_share;
  json decisions = json::array();
  for (const DecisionRecord& decision : detail.decisions) {
    decisions.push_back({{"step", decision.step},
                         {"decided_by", decision.decided_by},
                         {"choice", decision.choice},
                         {"reason", decision.reason},
                         {"attempts", decision.attempts}});
  }
  object["decisions"] = std::move(decisions);
  if (detail.verdict) object["verdict"] = *detail.verdict;
  if (!detail.chart.samples.empty()) object["chart"] = ToJson(detail.chart);
  if (!detail.confusion.counts.empty()) {
    object["confusion"] = {{"labels", detail.confusion.labels}, {"counts", detail.confusion.counts}};
  }
  if (detail.paper_accepted) object["paper_accepted"] = *detail.paper_accepted;
  if (!detail.source_text.empty()) object["source"] = {{"file", detail.source_file}, {"text", detail.source_text}};
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<StageDetail> ParseStageDetail(const std::string& text) {
  StageDetail detail;
  if (text.empty()) return detail;
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return Fail(BadInput("a stage's detail is no JSON object"));
  try {
    detail.artifacts = Texts(object, "artifacts");
    detail.reference_pieces = Texts(object, "reference_pieces");
    detail.repaired_pieces = Texts(object, "repaired_pieces");
    detail.model_share = object.value("model_share", -1.0);
    for (const json& item : object.value("decisions", json::array())) {
      detail.decisions.push_back({item.value("step", ""), item.value("decided_by", ""), item.value("choice", ""),
                                  item.value("reason", ""), item.value("attempts", 0)});
    }
    detail.measures = object.value("measures", std::map<std::string, double>());
    if (const auto verdict = object.find("verdict"); verdict != object.end()) {
      AUTOPILOT_TRY(parsed, VerdictFromJson(*verdict));
      detail.verdict = std::move(parsed);
    }
    if (const auto chart = object.find("chart"); chart != object.end()) detail.chart = ChartFromJson(*chart);
    if (const auto confusion = object.find("confusion"); confusion != object.end()) {
      detail.confusion.labels = Texts(*confusion, "labels");
      detail.confusion.counts = confusion->value("counts", std::vector<std::vector<int>>());
    }
    if (const auto accepted = object.find("paper_accepted"); accepted != object.end()) {
      detail.paper_accepted = accepted->get<bool>();
    }
    if (const auto source = object.find("source"); source != object.end()) {
      detail.source_file = source->value("file", "");
      detail.source_text = source->value("text", "");
    }
  } catch (const json::exception& error) {
    return Fail(BadInput(std::string("a stage's detail is not as documented: ") + error.what()));
  }
  return detail;
}

}  // namespace autopilot
