#include "experiment/matrix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "config/nearest.h"
#include "config/toml_table.h"
#include "core/files.h"
#include "experiment/recording_path.h"
#include "llm/reference_provider.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr int kMostRepeats = 1'000'000;
/// It is part of file names and of the ids of runs.
constexpr std::size_t kLongestName = 100;

std::vector<std::string> ProtocolNames() {
  std::vector<std::string> names = {"guided", "whole"};
  for (const char* prompt : {"SG1", "SG2", "SG3", "L1", "L2"}) {
    names.push_back(fmt::format("paper:{}", prompt));
    names.push_back(fmt::format("paper:{}-P", prompt));
  }
  return names;
}

/// `name` is one of ProtocolNames().
MatrixProtocol ProtocolOf(const std::string& name) {
  MatrixProtocol protocol{name, name, {}};
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos) return protocol;
  protocol.protocol = name.substr(0, colon);
  std::string prompt = name.substr(colon + 1);
  protocol.paper.precise = prompt.ends_with("-P");
  if (protocol.paper.precise) prompt.resize(prompt.size() - 2);
  for (char& c : prompt) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  protocol.paper.prompt = prompt;
  return protocol;
}

/// Names of cells stand in file names and on command lines.
bool IsName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':';
  });
}

/// Reads experiment.toml table by table.
class MatrixReader {
 public:
  MatrixReader(TomlTable root, const std::string& text, const fs::path& file) : root_(std::move(root)) {
    matrix_.text = text;
    matrix_.file = fs::absolute(file).lexically_normal();
  }

  Result<Matrix> Read() {
    AUTOPILOT_CHECK(root_.AllowOnly({"experiment", "budget", "model", "variant", "sampling", "slurm"}));
    AUTOPILOT_CHECK(root_.RequireTable("experiment"));
    AUTOPILOT_TRY(experiment, root_.Table("experiment"));
    AUTOPILOT_CHECK(ReadExperiment(*experiment));
    AUTOPILOT_CHECK(ReadModels());
    AUTOPILOT_CHECK(ReadVariants(*experiment));
    AUTOPILOT_CHECK(ReadSamplings(*experiment));
    AUTOPILOT_CHECK(ReadBudget());
    AUTOPILOT_CHECK(ReadSlurm());
    AUTOPILOT_CHECK(CheckCells());
    return std::move(matrix_);
  }

 private:
  Status ReadExperiment(const TomlTable& table) {
    AUTOPILOT_CHECK(table.AllowOnly(
        {"name", "stages", "repeats", "seed", "concurrency", "protocols", "applications", "variants", "sampling"}));
    AUTOPILOT_CHECK(table.Require("name", matrix_.name));
    if (!IsName(matrix_.name)) {
      return Fail(table.About("name", fmt::format("\"{}\" is no name of an experiment", matrix_.name),
                              "write letters, digits, '-', '_' and '.'"));
    }
    if (matrix_.name.size() > kLongestName) {
      return Fail(table.About("name", fmt::format("the name of the experiment has {} letters", matrix_.name.size()),
                              fmt::format("{} are the most", kLongestName)));
    }
    matrix_.stages = {"dp", "train", "mc", "sg"};
    AUTOPILOT_CHECK(ReadNames(table, "stages", {"dp", "train", "mc", "sg"}, matrix_.stages));
    AUTOPILOT_CHECK(ReadCount(table, "repeats", 1, kMostRepeats, matrix_.repeats));
    AUTOPILOT_CHECK(table.Read("seed", matrix_.seed));
    AUTOPILOT_CHECK(ReadCount(table, "concurrency", 1, 512, matrix_.concurrency));
    std::vector<std::string> protocols;
    AUTOPILOT_CHECK(table.RequireKey("protocols"));
    AUTOPILOT_CHECK(ReadNames(table, "protocols", ProtocolNames(), protocols));
    for (const std::string& name : protocols) matrix_.protocols.push_back(ProtocolOf(name));
    return ReadApplications(table);
  }

  Status ReadApplications(const TomlTable& table) {
    std::vector<std::string> written;
    AUTOPILOT_CHECK(table.Require("applications", written));
    if (written.empty()) return Fail(table.About("applications", table.Name("applications") + " is empty"));
    for (std::size_t i = 0; i < written.size(); ++i) {
      const int line = table.Line("applications", i);
      const fs::path file = (matrix_.file.parent_path() / written[i]).lexically_normal();
      if (!fs::is_regular_file(file)) {
        return Fail(BadInput(fmt::format("the application {} is not there", file.string()),
                             "name its app.toml, from the folder of this file")
                        .At(table.file(), line));
      }
      matrix_.applications.push_back({written[i], file, "", "", line});
    }
    return {};
  }

  Status ReadModels() {
    AUTOPILOT_TRY(tables, root_.Tables("model"));
    if (tables.empty()) {
      return Fail(BadInput("the matrix has no model", "add [[model]] with a name: local, reference, or a provider's")
                      .At(root_.file(), root_.line()));
    }
    std::set<std::string> names;
    for (const TomlTable& table : tables) {
      AUTOPILOT_CHECK(table.AllowOnly({"name", "provider", "model", "base_url", "wire", "key_variable",
                                       "context_window", "writes", "replay", "at_once"}));
      MatrixModel model;
      model.line = table.line();
      AUTOPILOT_CHECK(table.Require("name", model.name));
      if (!IsName(model.name)) {
        return Fail(
            table.About("name", fmt::format("\"{}\" is no name of a model in a matrix", model.name),
                        "write letters, digits, '-', '_', ':' and '.'; the provider's own name for it is model"));
      }
      AUTOPILOT_CHECK(ReadCount(table, "at_once", 1, 512, model.at_once));
      AUTOPILOT_CHECK(table.Read("replay", model.replay));
      if (table.Has("replay")) {
        AUTOPILOT_CHECK(ReadReplay(table, model));
      } else {
        model.asks.name = model.name;
        AUTOPILOT_CHECK(table.Read("provider", model.asks.name));
        AUTOPILOT_CHECK(ReadProviderChoice(table, model.asks));
        if (model.asks.name == "replay") {
          return Fail(table.About(table.Has("provider") ? "provider" : "name",
                                  fmt::format("the model \"{}\" replays, and names no recording", model.name),
                                  "add replay = \"FILE or FOLDER\", and leave provider out"));
        }
        // A second server beside the first would only take its processors and memory.
        if (model.asks.name == "local" && model.at_once == 0) model.at_once = 1;
      }
      if (!names.insert(model.name).second) {
        return Fail(table.About("name", fmt::format("two models have the name \"{}\"", model.name), "rename one"));
      }
      matrix_.models.push_back(std::move(model));
    }
    return {};
  }

  Status ReadReplay(const TomlTable& table, MatrixModel& model) const {
    AUTOPILOT_CHECK(table.AllowOnly({"name", "replay", "at_once"}));
    if (model.replay.empty()) return Fail(table.About("replay", table.Name("replay") + " is empty"));
    auto pattern = RecordingPattern(matrix_.file.parent_path(), model.replay);
    if (!pattern) return Fail(table.About("replay", pattern.error().message, pattern.error().cure));
    model.replay = std::move(*pattern);
    model.name = "replay:" + model.name;
    return {};
  }

  /// Those that `wanted` names, or the standard one and all that have a table.
  Status ReadVariants(const TomlTable& experiment) {
    AUTOPILOT_TRY(names, NamesOf(experiment, "variants", "variant"));
    AUTOPILOT_TRY(tables, root_.Table("variant"));
    for (const std::string& name : names) {
      MatrixVariant variant{name, {}, experiment.Line("variants")};
      if (!name.empty()) {
        AUTOPILOT_TRY(table, tables->Table(name));
        AUTOPILOT_CHECK(table->AllowOnly({"prompts"}));
        std::string folder;
        AUTOPILOT_CHECK(table->Require("prompts", folder));
        variant.prompts = (matrix_.file.parent_path() / folder).lexically_normal();
        variant.line = table->line();
        if (!fs::is_directory(variant.prompts)) {
          return Fail(table->About("prompts", fmt::format("there is no folder {}", variant.prompts.string()),
                                   "put the prompts there that are other than the program's own"));
        }
      }
      matrix_.variants.push_back(std::move(variant));
    }
    return {};
  }

  Status ReadSamplings(const TomlTable& experiment) {
    AUTOPILOT_TRY(names, NamesOf(experiment, "sampling", "sampling"));
    AUTOPILOT_TRY(tables, root_.Table("sampling"));
    for (const std::string& name : names) {
      MatrixSampling sampling{name, {}, {}};
      if (!name.empty()) {
        AUTOPILOT_TRY(table, tables->Table(name));
        AUTOPILOT_CHECK(table->AllowOnly({"temperature", "top_p"}));
        AUTOPILOT_CHECK(table->Read("temperature", sampling.temperature));
        AUTOPILOT_CHECK(table->Read("top_p", sampling.top_p));
        if (!sampling.temperature && !sampling.top_p) {
          return Fail(BadInput(table->title() + " says nothing", "give temperature, top_p or both")
                          .At(table->file(), table->line()));
        }
        // So that "nan", which is neither less nor more, is refused too.
        if (sampling.temperature && !(*sampling.temperature >= 0 && *sampling.temperature <= 2)) {
          return Fail(table->About("temperature", table->Name("temperature") + " is not between 0 and 2"));
        }
        if (sampling.top_p && !(*sampling.top_p > 0 && *sampling.top_p <= 1)) {
          return Fail(table->About("top_p", table->Name("top_p") + " is not above 0 and at most 1"));
        }
      }
      matrix_.samplings.push_back(sampling);
    }
    return {};
  }

  Result<std::vector<std::string>> NamesOf(const TomlTable& experiment, const std::string& key,
                                           const std::string& section) const {
    AUTOPILOT_TRY(tables, root_.Table(section));
    std::vector<std::string> known;
    if (tables) known = tables->Keys();
    for (const std::string& name : known) {
      if (!IsName(name)) return Fail(tables->About(name, fmt::format("\"{}\" is no name of a {}", name, section)));
      if (name == kStandard) {
        return Fail(tables->About(name, fmt::format("a {} cannot have the name \"{}\"", section, kStandard),
                                  "rename it: so the one that has no table is called"));
      }
    }
    std::vector<std::string> names = {""};
    names.insert(names.end(), known.begin(), known.end());
    if (!experiment.Has(key)) return names;
    known.emplace_back();
    AUTOPILOT_CHECK(ReadNames(experiment, key, known, names));
    return names;
  }

  Status ReadBudget() {
    AUTOPILOT_TRY(table, root_.Table("budget"));
    if (!table) return {};
    AUTOPILOT_CHECK(table->AllowOnly({"tokens", "usd", "seconds", "unknown_price", "trial"}));
    for (const auto& [key, value] : {std::pair<const char*, double*>{"tokens", &matrix_.whole.tokens},
                                     {"usd", &matrix_.whole.usd},
                                     {"seconds", &matrix_.whole.seconds}}) {
      AUTOPILOT_CHECK(ReadLimit(*table, key, *value));
    }
    std::string unknown_price = "stop";
    AUTOPILOT_CHECK(table->Read("unknown_price", unknown_price));
    if (unknown_price != "stop" && unknown_price != "allow") {
      return Fail(table->About("unknown_price", fmt::format("[budget] unknown_price cannot be \"{}\"", unknown_price),
                               "use one of: stop, allow"));
    }
    matrix_.unknown_price_allowed = unknown_price == "allow";
    AUTOPILOT_TRY(trial, table->Table("trial"));
    if (trial) {
      AUTOPILOT_CHECK(trial->AllowOnly({"tokens", "usd", "seconds", "attempts"}));
      AUTOPILOT_CHECK(ReadCount(*trial, "tokens", 1, 2'000'000'000, matrix_.trial.tokens));
      AUTOPILOT_CHECK(ReadLimit(*trial, "usd", matrix_.trial.usd));
      AUTOPILOT_CHECK(ReadLimit(*trial, "seconds", matrix_.trial.seconds));
      AUTOPILOT_CHECK(ReadCount(*trial, "attempts", 1, 100, matrix_.trial.attempts_a_step));
    }
    AUTOPILOT_CHECK(CheckLimits(*table, "tokens", matrix_.trial.tokens, matrix_.whole.tokens, true));
    AUTOPILOT_CHECK(CheckLimits(*table, "usd", matrix_.trial.usd, matrix_.whole.usd, true));
    AUTOPILOT_CHECK(CheckLimits(*table, "seconds", matrix_.trial.seconds, matrix_.whole.seconds, false));
    if (matrix_.whole.seconds > 0 && matrix_.trial.seconds == matrix_.whole.seconds) {
      return Fail(table->About("seconds",
                               fmt::format("a trial may take all {} seconds, and some have passed before the first one "
                                           "begins, so none ever would",
                                           matrix_.whole.seconds),
                               "lower [budget.trial] seconds or raise [budget] seconds"));
    }
    return {};
  }

  /// What the whole may cost is kept by not beginning a trial that may cost more than what is left.
  static Status CheckLimits(const TomlTable& table, const char* key, double trial, double whole, bool needs_trial) {
    if (whole > 0 && trial > whole) {
      return Fail(table.About(key,
                              fmt::format("a trial may take {} {}, and all of them together {}", trial, key, whole),
                              fmt::format("lower [budget.trial] {} or raise [budget] {}", key, key)));
    }
    if (needs_trial && whole > 0 && trial == 0) {
      return Fail(
          table.About(key, fmt::format("[budget] limits the {} of all trials, and nothing those of one", key),
                      fmt::format("add {} to [budget.trial]: a trial is begun only when so much is left", key)));
    }
    return {};
  }

  Status ReadSlurm() {
    AUTOPILOT_TRY(table, root_.Table("slurm"));
    if (!table) return {};
    AUTOPILOT_CHECK(table->AllowOnly({"shards", "resubmits", "options"}));
    AUTOPILOT_CHECK(ReadCount(*table, "shards", 1, 100'000, matrix_.slurm.shards));
    AUTOPILOT_CHECK(ReadCount(*table, "resubmits", 0, 100, matrix_.slurm.resubmits));
    AUTOPILOT_CHECK(table->Read("options", matrix_.slurm.options));
    for (std::size_t i = 0; i < matrix_.slurm.options.size(); ++i) {
      const std::string& option = matrix_.slurm.options[i];
      if (option.starts_with("-") && option.find('\n') == std::string::npos) continue;
      return Fail(BadInput(fmt::format("[slurm] \"{}\" is no option of sbatch", option), "write \"--partition=gpu\"")
                      .At(table->file(), table->Line("options", i)));
    }
    return {};
  }

  /// Combinations of which no trial can be made.
  Status CheckCells() const {
    for (const MatrixModel& model : matrix_.models) {
      for (const MatrixProtocol& protocol : matrix_.protocols) {
        if (model.asks.name != ReferenceProvider::kName || protocol.protocol == "guided") continue;
        return Fail(
            BadInput(fmt::format("the protocol \"{}\" asks a language model, and \"reference\" is none", protocol.name),
                     "make an experiment of its own of it, with protocols = [\"guided\"]")
                .At(root_.file(), model.line));
      }
    }
    const auto precise = std::find_if(matrix_.protocols.begin(), matrix_.protocols.end(),
                                      [](const MatrixProtocol& one) { return one.paper.precise; });
    const auto named = std::find_if(matrix_.samplings.begin(), matrix_.samplings.end(),
                                    [](const MatrixSampling& one) { return !one.name.empty(); });
    if (precise == matrix_.protocols.end() || named == matrix_.samplings.end()) return {};
    return Fail(BadInput(fmt::format("\"{}\" is a sampling of its own, and the sampling \"{}\" would take its place",
                                     precise->name, named->name),
                         "leave one of them out")
                    .At(root_.file(), root_.Line("sampling")));
  }

  static Status ReadCount(const TomlTable& table, const char* key, int least, int most, int& value) {
    AUTOPILOT_CHECK(table.Read(key, value));
    if (!table.Has(key) || (value >= least && value <= most)) return {};
    return Fail(table.About(key, fmt::format("{} = {} is not between {} and {}", table.Name(key), value, least, most)));
  }

  static Status ReadLimit(const TomlTable& table, const char* key, double& value) {
    AUTOPILOT_CHECK(table.Read(key, value));
    if (!table.Has(key) || value > 0) return {};
    return Fail(table.About(key, table.Name(key) + " is not above 0", "leave it out for no limit"));
  }

  /// A list of known names, none of them twice, at least one.
  static Status ReadNames(const TomlTable& table, const std::string& key, const std::vector<std::string>& known,
                          std::vector<std::string>& names) {
    AUTOPILOT_CHECK(table.Read(key, names));
    if (names.empty()) return Fail(table.About(key, table.Name(key) + " is empty"));
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const int line = table.Line(key, i);
      if (std::find(known.begin(), known.end(), names[i]) == known.end()) {
        return Fail(
            BadInput(fmt::format("{} knows no \"{}\"", table.Name(key), names[i]), NearestOrList(names[i], known))
                .At(table.file(), line));
      }
      if (!seen.insert(names[i]).second) {
        return Fail(BadInput(fmt::format("{} has \"{}\" twice", table.Name(key), names[i]), "leave one out")
                        .At(table.file(), line));
      }
    }
    return {};
  }

  TomlTable root_;
  Matrix matrix_;
};

}  // namespace

Result<Matrix> ParseMatrix(const std::string& text, const fs::path& file) {
  AUTOPILOT_TRY(root, TomlTable::Parse(text, file.string()));
  return MatrixReader(std::move(root), text, file).Read();
}

Result<Matrix> LoadMatrix(const fs::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  return ParseMatrix(text, file);
}

}  // namespace autopilot
