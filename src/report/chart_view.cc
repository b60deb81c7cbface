#include "report/chart_view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "report/scatter.h"
#include "report/verdict_view.h"
#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostPlots = 6;
constexpr std::size_t kMostPoints = 1200;
constexpr int kColours = 6;

std::string LabelName(const ChartData& chart, int label) {
  const bool known = label >= 0 && static_cast<std::size_t>(label) < chart.labels.size();
  return known ? chart.labels[static_cast<std::size_t>(label)] : "none";
}

ScatterPoint PointOf(const ChartData& chart, const ChartSample& sample, std::size_t feature) {
  ScatterPoint point{sample.expected[feature], sample.tensor[feature], sample.truth, ""};
  point.title = LabelName(chart, sample.truth);
  if (sample.brightness > 0) point.title += " at brightness " + Number(sample.brightness);
  point.title += ": expected " + Number(point.expected) + ", got " + Number(point.got);
  return point;
}

json ScattersView(const ChartData& chart, double tolerance) {
  std::size_t features = 0;
  for (const ChartSample& sample : chart.samples) {
    features = std::max(features, std::min(sample.expected.size(), sample.tensor.size()));
  }
  const bool separate = features <= kMostPlots;
  const std::size_t values = chart.samples.size() * features;
  const std::size_t stride = separate ? values / (kMostPoints * features + 1) + 1 : values / kMostPoints + 1;
  std::vector<std::vector<ScatterPoint>> plots(separate ? features : 1);
  std::size_t seen = 0;
  for (const ChartSample& sample : chart.samples) {
    if (separate && seen++ % stride != 0) continue;
    for (std::size_t i = 0; i < std::min(sample.expected.size(), sample.tensor.size()); ++i) {
      if (!separate && seen++ % stride != 0) continue;
      plots[separate ? i : 0].push_back(PointOf(chart, sample, i));
    }
  }
  json views = json::array();
  for (std::size_t i = 0; i < plots.size(); ++i) {
    if (plots[i].empty()) continue;
    const std::string name = !separate                   ? "all " + Count(static_cast<long long>(features)) + " inputs"
                             : i < chart.features.size() ? chart.features[i]
                                                         : "input " + std::to_string(i);
    views.push_back(ScatterView("plot" + std::to_string(i), name, plots[i], tolerance));
  }
  return views;
}

/// Counts by true class (rows) and reported class (columns; the last one: none).
json ConfusionView(const ChartData& chart) {
  const std::size_t classes = chart.labels.size();
  std::vector<std::vector<int>> counts(classes, std::vector<int>(classes + 1, 0));
  bool any_none = false;
  for (const ChartSample& sample : chart.samples) {
    if (sample.truth < 0 || static_cast<std::size_t>(sample.truth) >= classes) continue;
    const bool known = sample.reported >= 0 && static_cast<std::size_t>(sample.reported) < classes;
    any_none = any_none || !known;
    ++counts[static_cast<std::size_t>(sample.truth)][known ? static_cast<std::size_t>(sample.reported) : classes];
  }
  json columns = json::array();
  for (const std::string& label : chart.labels) columns.push_back({{"name", label}});
  if (any_none) columns.push_back({{"name", "none"}});
  json rows = json::array();
  for (std::size_t truth = 0; truth < classes; ++truth) {
    int total = 0;
    for (const int count : counts[truth]) total += count;
    json cells = json::array();
    for (std::size_t reported = 0; reported < classes + (any_none ? 1 : 0); ++reported) {
      const int count = counts[truth][reported];
      const double share = total > 0 ? static_cast<double>(count) / total : 0;
      cells.push_back({{"count", Count(count)},
                       {"kind", count == 0          ? "zero"
                                : reported == truth ? "right"
                                                    : "wrong"},
                       {"share", Number(share)},
                       {"title", Percent(share) + " of " + chart.labels[truth]}});
    }
    rows.push_back({{"name", chart.labels[truth]}, {"total", Count(total)}, {"cells", cells}});
  }
  return {{"columns", columns}, {"rows", rows}};
}

json LevelsView(const ChartData& chart) {
  std::map<double, std::pair<int, int>> levels;  // Brightness -> right, shown.
  for (const ChartSample& sample : chart.samples) {
    auto& [right, shown] = levels[sample.brightness];
    right += sample.truth >= 0 && sample.truth == sample.reported;
    ++shown;
  }
  json rows = json::array();
  if (levels.size() < 2) return rows;
  for (const auto& [brightness, counts] : levels) {
    const double share = static_cast<double>(counts.first) / counts.second;
    rows.push_back({{"level", Number(brightness)},
                    {"right", Count(counts.first)},
                    {"shown", Count(counts.second)},
                    {"share", Percent(share)},
                    {"bar_width", Number(100 * share)},
                    {"all", counts.first == counts.second}});
  }
  return rows;
}

json LegendView(const ChartData& chart) {
  json legend = json::array();
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    legend.push_back({{"name", chart.labels[i]}, {"colour", static_cast<int>(i) % kColours}});
  }
  return legend;
}

}  // namespace

json TwinView(const ChartData& chart, double tolerance) {
  if (chart.samples.empty()) return nullptr;
  long long right = 0;
  long long silent = 0;
  for (const ChartSample& sample : chart.samples) {
    right += sample.truth >= 0 && sample.truth == sample.reported;
    silent += sample.tensor.empty();
  }
  const auto shown = static_cast<long long>(chart.samples.size());
  const json scatters = ScattersView(chart, tolerance);
  const json levels = LevelsView(chart);
  return {{"shown", Count(shown)},
          {"right", Count(right)},
          {"share", Percent(static_cast<double>(right) / static_cast<double>(shown))},
          {"silent", silent > 0 ? Plural(silent, "object") : ""},
          {"has_scatters", !scatters.empty()},
          {"scatters", scatters},
          {"tolerance", tolerance > 0 ? Number(tolerance) : ""},
          {"legend", LegendView(chart)},
          {"has_confusion", !chart.labels.empty()},
          {"confusion", ConfusionView(chart)},
          {"has_levels", !levels.empty()},
          {"levels", levels}};
}

json CostView(const std::vector<AttemptRecord>& attempts) {
  int most_tokens = 1;
  double most_seconds = 1e-9;
  for (const AttemptRecord& attempt : attempts) {
    most_tokens = std::max(most_tokens, attempt.reply.prompt_tokens + attempt.reply.completion_tokens);
    most_seconds = std::max(most_seconds, attempt.reply.seconds);
  }
  json rows = json::array();
  for (const AttemptRecord& attempt : attempts) {
    if (!attempt.asked()) continue;
    const ChatReply& reply = attempt.reply;
    const double prompt = 100.0 * reply.prompt_tokens / most_tokens;
    rows.push_back({{"id", attempt.id},
                    {"stage", attempt.key.stage},
                    {"step", attempt.key.step},
                    {"number", attempt.key.attempt},
                    {"passed", attempt.judged && attempt.verdict.passed()},
                    {"tokens_in", Count(reply.prompt_tokens)},
                    {"tokens_out", Count(reply.completion_tokens)},
                    {"prompt_width", Number(prompt)},
                    {"completion_width", Number(100.0 * reply.completion_tokens / most_tokens)},
                    {"time", Duration(reply.seconds)},
                    {"time_width", Number(100 * reply.seconds / most_seconds)}});
  }
  return rows;
}

json GateTimesView(const RunData& data) {
  struct Times {
    int passed = 0;
    std::vector<double> ms;
  };
  std::vector<std::pair<std::string, Times>> gates;  // In the order in which they were first asked.
  const auto take = [&](const Verdict& verdict) {
    for (const GateRecord& record : verdict.gates) {
      auto found = std::find_if(gates.begin(), gates.end(), [&](const auto& one) { return one.first == record.gate; });
      if (found == gates.end()) found = gates.insert(gates.end(), {record.gate, {}});
      found->second.passed += record.verdict == VerdictKind::kPass;
      found->second.ms.push_back(record.ms);
    }
  };
  for (const AttemptRecord& attempt : data.attempts) take(attempt.verdict);
  for (const StageData& stage : data.stages) {
    if (stage.detail.verdict) take(*stage.detail.verdict);
  }
  double most = 1e-9;
  for (auto& [name, times] : gates) {
    std::sort(times.ms.begin(), times.ms.end());
    most = std::max(most, times.ms[times.ms.size() / 2]);
  }
  json rows = json::array();
  for (const auto& [name, times] : gates) {
    const double median = times.ms[times.ms.size() / 2];
    rows.push_back({{"gate", name},
                    {"asked", times.ms.size()},
                    {"passed", times.passed},
                    {"median", Milliseconds(median)},
                    {"most", Milliseconds(times.ms.back())},
                    {"bar_width", Number(100 * median / most)}});
  }
  return rows;
}

}  // namespace autopilot
