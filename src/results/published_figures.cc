#include "results/published_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/nearest.h"
#include "config/toml_table.h"

namespace autopilot {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::vector<std::string> NamesOf(const std::map<std::string, std::vector<std::string>>& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

/// Reads one file after the other into `figures`.
class Reader {
 public:
  Result<PublishedFigures> Read(const std::filesystem::path& folder) {
    AUTOPILOT_TRY(names, TomlTable::Load(folder / "names.toml"));
    AUTOPILOT_CHECK(ReadNames(names));
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      const std::filesystem::path& file = entry.path();
      if (file.extension() == ".toml" && file.filename() != "names.toml") files.push_back(file);
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) AUTOPILOT_CHECK(ReadFile(file));
    return std::move(figures_);
  }

 private:
  Status ReadNames(const TomlTable& file) {
    AUTOPILOT_CHECK(file.AllowOnly({"model", "prompt"}));
    AUTOPILOT_TRY(models, file.Tables("model"));
    for (const TomlTable& table : models) {
      AUTOPILOT_CHECK(ReadName(table, "names", figures_.models));
    }
    AUTOPILOT_TRY(prompts, file.Tables("prompt"));
    for (const TomlTable& table : prompts) {
      AUTOPILOT_CHECK(ReadName(table, "protocols", figures_.prompts));
    }
    return {};
  }

  static Status ReadName(const TomlTable& table, const char* key,
                         std::map<std::string, std::vector<std::string>>& into) {
    AUTOPILOT_CHECK(table.AllowOnly({"name", key}));
    std::string name;
    std::vector<std::string> values;
    AUTOPILOT_CHECK(table.Require("name", name));
    AUTOPILOT_CHECK(table.Require(key, values));
    if (std::string_view(key) == "names") std::transform(values.begin(), values.end(), values.begin(), Lower);
    if (!into.emplace(name, std::move(values)).second) {
      return Fail(table.About("name", "\"" + name + "\" is named twice", "keep one of them"));
    }
    return {};
  }

  Status ReadFile(const std::filesystem::path& path) {
    AUTOPILOT_TRY(file, TomlTable::Load(path));
    AUTOPILOT_CHECK(file.AllowOnly({"table"}));
    AUTOPILOT_TRY(tables, file.Tables("table"));
    for (const TomlTable& table : tables) AUTOPILOT_CHECK(ReadTable(table));
    return {};
  }

  Status ReadTable(const TomlTable& table) {
    AUTOPILOT_CHECK(table.AllowOnly({"title", "source", "runs", "figure", "cost", "profile"}));
    std::string title;
    std::string source;
    AUTOPILOT_CHECK(table.Require("title", title));
    AUTOPILOT_CHECK(table.Require("source", source));
    std::optional<int> runs;
    if (table.Has("runs")) {
      AUTOPILOT_CHECK(table.Read("runs", runs.emplace()));
      if (*runs < 1) return Fail(table.About("runs", "it is no number of runs", "leave it out where it is not known"));
    }
    AUTOPILOT_TRY(figures, table.Tables("figure"));
    for (const TomlTable& one : figures) AUTOPILOT_CHECK(ReadFigures(one, {title, source, "", "", "", 0, runs, {}}));
    AUTOPILOT_TRY(costs, table.Tables("cost"));
    for (const TomlTable& one : costs) AUTOPILOT_CHECK(ReadCost(one, {title, source, "", "", 0, 0}));
    AUTOPILOT_TRY(profiles, table.Tables("profile"));
    for (const TomlTable& one : profiles) AUTOPILOT_CHECK(ReadProfile(one, {title, source, "", "", "", {}}));
    return {};
  }

  Status ReadModel(const TomlTable& table, std::string& model) const {
    AUTOPILOT_CHECK(table.Require("model", model));
    if (figures_.models.contains(model)) return {};
    return Fail(table.About("model", "\"" + model + "\" has no line in names.toml",
                            NearestOrList(model, NamesOf(figures_.models))));
  }

  Status ReadFigures(const TomlTable& table, PublishedFigures::Figure figure) {
    AUTOPILOT_CHECK(table.AllowOnly({"model", "prompt", "percent"}));
    AUTOPILOT_CHECK(ReadModel(table, figure.model));
    AUTOPILOT_CHECK(table.Read("prompt", figure.prompt));
    if (!figures_.prompts.contains(figure.prompt)) {
      return Fail(table.About("prompt", "\"" + figure.prompt + "\" has no line in names.toml",
                              NearestOrList(figure.prompt, NamesOf(figures_.prompts))));
    }
    AUTOPILOT_CHECK(table.RequireKey("percent"));
    AUTOPILOT_TRY(percent, table.Table("percent"));
    AUTOPILOT_CHECK(percent->AllowOnly({"dp", "mc", "sg", "psg", "tpusg"}));
    for (const std::string& stage : percent->Keys()) {
      figure.stage = stage;
      AUTOPILOT_CHECK(percent->Read(stage, figure.percent));
      AUTOPILOT_CHECK(CountPassed(*percent, figure));
      figures_.figures.push_back(figure);
    }
    return {};
  }

  /// A share of few runs is one of few numbers, which tells a slip of the pen.
  static Status CountPassed(const TomlTable& table, PublishedFigures::Figure& figure) {
    if (!(figure.percent >= 0 && figure.percent <= 100)) {
      return Fail(table.About(figure.stage, fmt::format("{} is no share in per cent", figure.percent), "0 to 100"));
    }
    if (!figure.runs) return {};
    const int passed = static_cast<int>(std::lround(figure.percent / 100 * *figure.runs));
    constexpr double kRounding = 0.05 + 1e-9;
    if (std::abs(100.0 * passed / *figure.runs - figure.percent) > kRounding) {
      return Fail(table.About(figure.stage, fmt::format("no number of {} runs is {} %", *figure.runs, figure.percent),
                              "check both; leave `runs` out where it is not known"));
    }
    figure.passed = passed;
    return {};
  }

  Status ReadCost(const TomlTable& table, PublishedFigures::Cost cost) {
    AUTOPILOT_CHECK(table.AllowOnly({"model", "stage", "tokens", "usd"}));
    AUTOPILOT_CHECK(ReadModel(table, cost.model));
    AUTOPILOT_CHECK(table.Require("stage", cost.stage));
    AUTOPILOT_CHECK(table.Require("tokens", cost.tokens));
    AUTOPILOT_CHECK(table.Require("usd", cost.usd));
    figures_.costs.push_back(std::move(cost));
    return {};
  }

  Status ReadProfile(const TomlTable& table, PublishedFigures::Profile profile) {
    AUTOPILOT_CHECK(table.AllowOnly({"batch", "model", "stage", "entries"}));
    AUTOPILOT_CHECK(ReadModel(table, profile.model));
    AUTOPILOT_CHECK(table.Require("batch", profile.batch));
    AUTOPILOT_CHECK(table.Require("stage", profile.stage));
    AUTOPILOT_CHECK(table.RequireKey("entries"));
    AUTOPILOT_TRY(entries, table.Table("entries"));
    for (const std::string& category : entries->Keys()) {
      int count = 0;
      AUTOPILOT_CHECK(entries->Read(category, count));
      if (count < 0) return Fail(entries->About(category, "it is no count", "write a number from 0"));
      profile.entries.emplace_back(category, count);
    }
    figures_.profiles.push_back(std::move(profile));
    return {};
  }

  PublishedFigures figures_;
};

}  // namespace

bool PublishedFigures::IsModel(const std::string& published, const std::string& in_journal) const {
  const auto found = models.find(published);
  if (found == models.end()) return false;
  const std::string whole = Lower(in_journal);
  const std::string last = whole.substr(whole.rfind('/') + 1);
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const std::string& name) { return name == whole || name == last; });
}

bool PublishedFigures::IsAskedAs(const std::string& prompt, const std::string& protocol) const {
  const auto found = prompts.find(prompt);
  return found != prompts.end() &&
         std::find(found->second.begin(), found->second.end(), protocol) != found->second.end();
}

Result<PublishedFigures> LoadPublishedFigures(const std::filesystem::path& folder) { return Reader().Read(folder); }

}  // namespace autopilot
