#include "report/experiment_report.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/encode.h"
#include "core/files.h"
#include "core/hash.h"
#include "report/charts.h"
#include "report/template.h"
#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

/// JSON that may stand in a script element: nothing in it can end that, or begin a comment.
std::string InScript(const json& value) {
  std::string safe;
  const std::string text = Dump(value);
  safe.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

/// What the trials of a row of `cells` have in common: all but stage and repeat.
std::string CellOf(std::size_t cell, const json& cells) {
  std::string name;
  if (cell >= cells.size()) return name;
  for (const char* part : {"model", "protocol", "variant", "application", "sampling"}) {
    name += cells[cell]["group"].value(part, std::string()) + '\n';
  }
  return name;
}

/// The runs of the trials by cell, each once, in the order of the trials.
std::vector<std::vector<std::string>> RunsByCell(const json& tables) {
  std::map<std::string, std::size_t> places;
  std::vector<std::vector<std::string>> cells;
  std::unordered_map<std::size_t, std::size_t> place_of_row;
  std::unordered_set<std::string> seen;
  for (const json& trial : tables["trials"]) {
    const std::string run = trial.value("run", std::string());
    if (run.empty() || !seen.insert(run).second) continue;
    const auto row = trial.value("cell", std::size_t{0});
    auto place = place_of_row.find(row);
    if (place == place_of_row.end()) {
      const auto [named, added] = places.try_emplace(CellOf(row, tables["cells"]), cells.size());
      if (added) cells.emplace_back();
      place = place_of_row.emplace(row, named->second).first;
    }
    cells[place->second].push_back(run);
  }
  return cells;
}

struct Drill {
  json index = json::object();  ///< Run -> number of its block.
  std::string blocks;           ///< Script elements: base64 of gzip of a JSON object of runs by id.
  std::size_t shown = 0;
  std::size_t runs = 0;
};

/// The first run of every cell, then the second of every cell, and so on while there is room.
Result<Drill> MakeDrill(const json& tables, Journal& journal, const DrillLimits& limits) {
  const auto cells = RunsByCell(tables);
  std::vector<std::string> texts(cells.size());
  Drill drill;
  for (const auto& cell : cells) drill.runs += cell.size();
  std::size_t used = 0;
  for (std::size_t round = 0; drill.shown < drill.runs && used < limits.bytes; ++round) {
    for (std::size_t i = 0; i < cells.size() && used < limits.bytes; ++i) {
      if (round >= cells[i].size()) continue;
      const std::string& run = cells[i][round];
      AUTOPILOT_TRY(data, LoadRunData(journal, run));
      const std::string text = Dump(run) + ":" + Dump(RunDetailWithAttempts(data, limits.run));
      used += text.size();
      texts[i] += (texts[i].empty() ? "{" : ",") + text;
      drill.index[run] = i;
      ++drill.shown;
    }
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    drill.blocks += "<script type=\"text/plain\" id=\"block-" + std::to_string(i) + "\">" +
                    Base64(Gzip(texts[i] + "}")) + "</script>\n";
  }
  return drill;
}

/// Of a list that is too long the trials of the first repeats.
std::size_t CutTrials(json& trials, std::size_t most) {
  const std::size_t all = trials.size();
  if (all <= most) return 0;
  std::vector<int> repeats;
  for (const json& trial : trials) repeats.push_back(trial.value("repeat", 0));
  std::sort(repeats.begin(), repeats.end());
  const int last = repeats[most];
  json kept = json::array();
  for (json& trial : trials) {
    if (trial.value("repeat", 0) < last && kept.size() < most) kept.push_back(std::move(trial));
  }
  if (kept.empty()) kept.insert(kept.end(), trials.begin(), trials.begin() + static_cast<std::ptrdiff_t>(most));
  trials = std::move(kept);
  return all - trials.size();
}

}  // namespace

Result<std::string> RenderExperimentReport(json tables, Journal& journal, const InstallPaths& paths,
                                           const DrillLimits& limits) {
  for (const char* list : {"trials", "cells"}) {
    if (!tables.contains(list)) tables[list] = json::array();
  }
  AUTOPILOT_TRY(drill, MakeDrill(tables, journal, limits));
  json left_out = json::array();
  if (const std::size_t trials = CutTrials(tables["trials"], limits.trials); trials > 0) {
    left_out.push_back("The list of trials holds those of the first repeats; " +
                       Plural(static_cast<long long>(trials), "trial") +
                       " more are in the tables above and in the journal.");
  }
  if (drill.shown < drill.runs) {
    left_out.push_back("Of " + Plural(static_cast<long long>(drill.runs), "run") + " " +
                       Count(static_cast<long long>(drill.shown)) +
                       " can be unfolded here, the first repeats of every cell; `autopilot journal show RUN --full` and"
                       " `autopilot serve` show the others.");
  }
  AUTOPILOT_TRY(library, ReadChartLibrary(paths));
  AUTOPILOT_TRY(style, ReadFile(paths.home / "report" / "style.css"));
  const std::string title = tables.value("experiment", std::string());
  const json view = {{"title", title.empty() ? "Runs of the journal" : title},
                     {"name", title},
                     {"started", tables.value("started", std::string())},
                     {"journal", tables.value("journal", std::string())},
                     {"version", tables.value("version", std::string())},
                     {"matrix", tables.value("matrix", std::string())},
                     {"left_out", left_out},
                     {"has_left_out", !left_out.empty()}};
  const std::string data = InScript(tables);
  // Scripts run only with this word, which no recorded text can know: it depends on all of them.
  json named = view;
  named["nonce"] = Sha256(Dump(view) + data + drill.blocks).substr(0, 32);
  return RenderTemplate(paths.home / "report" / "experiment", "report", named,
                        {{"style_css", style},
                         {"chart_library", library},
                         {"tables_json", data},
                         {"index_json", InScript(drill.index)},
                         {"blocks", drill.blocks}});
}

}  // namespace autopilot
