#include "app/application.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "app/expression.h"
#include "config/nearest.h"
#include "config/toml_table.h"
#include "core/text.h"

namespace autopilot {
namespace {

/// Reads app.toml section by section into an Application.
class AppLoader {
 public:
  AppLoader(TomlTable root, const std::filesystem::path& file) : root_(std::move(root)) {
    app_.file = file;
    app_.folder = file.parent_path();
  }

  Result<Application> Load() {
    AUTOPILOT_CHECK(root_.AllowOnly(
        {"application", "data", "model", "target", "sensor", "input", "behaviour", "check", "provider"}));
    AUTOPILOT_CHECK(Section("application", {"name", "description", "report", "when"}, &AppLoader::ReadApplication));
    AUTOPILOT_CHECK(Section("data", {"files", "features", "label", "recording", "mount"}, &AppLoader::ReadData));
    AUTOPILOT_CHECK(Section("model", {"keras", "tflite", "header", "symbol", "labels", "io", "mount", "preprocessing"},
                            &AppLoader::ReadModel));
    AUTOPILOT_CHECK(Section("target", {"board", "library", "installed", "monitor"}, &AppLoader::ReadTarget));
    AUTOPILOT_CHECK(Section("input", {"kind", "x", "steps"}, &AppLoader::ReadInput));
    AUTOPILOT_CHECK(
        Section("check", {"input_tolerance", "rate_tolerance", "accuracy_loss", "stimulus"}, &AppLoader::ReadCheck));
    AUTOPILOT_CHECK(Section(
        "provider",
        {"name", "model", "base_url", "wire", "key_variable", "context_window", "writes", "unknown_price", "then"},
        &AppLoader::ReadProvider));
    AUTOPILOT_CHECK(ReadSensors());
    AUTOPILOT_CHECK(ReadBehaviours());
    AUTOPILOT_CHECK(CheckWhole());
    return std::move(app_);
  }

 private:
  Status Section(const std::string& name, const std::vector<std::string>& keys,
                 Status (AppLoader::*read)(const TomlTable&)) {
    AUTOPILOT_TRY(table, root_.Table(name));
    if (!table) return {};
    AUTOPILOT_CHECK(table->AllowOnly(keys));
    app_.lines[name] = root_.Line(name);
    for (const std::string& key : table->Keys()) app_.lines[name + "." + key] = table->Line(key);
    return (this->*read)(*table);
  }

  Status ReadApplication(const TomlTable& table) {
    AUTOPILOT_CHECK(table.Require("name", app_.name));
    AUTOPILOT_CHECK(table.Read("description", app_.description));
    AUTOPILOT_CHECK(ReadChoice(table, "report", {"label", "number"}, app_.report));
    std::string when = "every";
    AUTOPILOT_CHECK(ReadChoice(table, "when", {"every", "change"}, when));
    app_.report_on_change = when == "change";
    return {};
  }

  Status ReadData(const TomlTable& table) {
    std::vector<std::string> files;
    AUTOPILOT_CHECK(table.Require("files", files));
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (std::filesystem::is_directory(app_.folder / files[i])) {
        AUTOPILOT_CHECK(AddFolder(table, files[i], table.Line("files", i)));
        continue;
      }
      AUTOPILOT_TRY(path, ExistingFile(table, "files", files[i], table.Line("files", i)));
      app_.data_files.push_back(path);
    }
    AUTOPILOT_CHECK(CheckFilesDiffer(table));
    AUTOPILOT_CHECK(table.Read("features", app_.features));
    AUTOPILOT_CHECK(CheckNames(table, "features", app_.features));
    AUTOPILOT_CHECK(table.Read("label", app_.label));
    AUTOPILOT_CHECK(table.Read("recording", app_.recording));
    return ReadMount(table, app_.data_mount);
  }

  Status ReadModel(const TomlTable& table) {
    AUTOPILOT_CHECK(ReadFileKey(table, "keras", app_.keras));
    AUTOPILOT_CHECK(ReadFileKey(table, "tflite", app_.tflite));
    AUTOPILOT_CHECK(ReadFileKey(table, "header", app_.header));
    AUTOPILOT_CHECK(ReadFileKey(table, "preprocessing", app_.preprocessing));
    AUTOPILOT_CHECK(table.Read("symbol", app_.symbol));
    if (!IsIdentifier(app_.symbol)) {
      return Fail(table.About("symbol", fmt::format("[model] symbol \"{}\" is no C++ name", app_.symbol)));
    }
    AUTOPILOT_CHECK(table.Read("labels", app_.labels));
    AUTOPILOT_CHECK(CheckNames(table, "labels", app_.labels));
    AUTOPILOT_CHECK(CheckOneLine(table, "labels", app_.labels));
    AUTOPILOT_CHECK(ReadChoice(table, "io", {"float32", "int8"}, app_.io));
    return ReadMount(table, app_.model_mount);
  }

  Status ReadTarget(const TomlTable& table) {
    AUTOPILOT_CHECK(table.Read("board", app_.board));
    AUTOPILOT_CHECK(table.Read("library", app_.library));
    AUTOPILOT_CHECK(table.Read("monitor", app_.monitor));
    return table.Read("installed", app_.installed);
  }

  Status ReadInput(const TomlTable& table) {
    std::string kind;
    AUTOPILOT_CHECK(table.RequireKey("kind"));
    AUTOPILOT_CHECK(ReadChoice(table, "kind", {"sweep", "serial"}, kind));
    if (kind == "serial") {
      app_.serial_rows = true;
      return table.AllowOnly({"kind"});
    }
    std::string range;
    AUTOPILOT_CHECK(table.Require("x", range));
    SweepInput sweep;
    sweep.variable = "x";
    AUTOPILOT_CHECK(table.Require("steps", sweep.steps));
    if (sweep.steps < 2) return Fail(table.About("steps", "[input] steps must be 2 or more"));
    const std::size_t dots = range.find("..");
    if (dots == std::string::npos) {
      return Fail(table.About("x", fmt::format("[input] x = \"{}\" is no range", range), "write it as \"0..2*pi\""));
    }
    AUTOPILOT_TRY(low, Limit(table, range.substr(0, dots)));
    AUTOPILOT_TRY(high, Limit(table, range.substr(dots + 2)));
    if (!(low < high)) {
      return Fail(table.About("x", fmt::format("[input] x = \"{}\" ends before it begins", range)));
    }
    sweep.low = low;
    sweep.high = high;
    app_.sweep = sweep;
    return {};
  }

  Status ReadCheck(const TomlTable& table) {
    AUTOPILOT_CHECK(ReadShare(table, "input_tolerance", app_.input_tolerance));
    AUTOPILOT_CHECK(ReadShare(table, "rate_tolerance", app_.rate_tolerance));
    AUTOPILOT_CHECK(ReadFileKey(table, "stimulus", app_.stimulus));
    return ReadShare(table, "accuracy_loss", app_.accuracy_loss);
  }

  Status ReadProvider(const TomlTable& table) {
    AUTOPILOT_CHECK(table.Read("name", app_.provider.name));
    AUTOPILOT_CHECK(ReadProviderChoice(table, app_.provider));
    std::string unknown_price = "stop";
    AUTOPILOT_CHECK(ReadChoice(table, "unknown_price", {"stop", "allow"}, unknown_price));
    app_.unknown_price_allowed = unknown_price == "allow";
    AUTOPILOT_TRY(more, table.Tables("then"));
    for (const TomlTable& entry : more) {
      AUTOPILOT_CHECK(
          entry.AllowOnly({"name", "model", "base_url", "wire", "key_variable", "context_window", "writes"}));
      AUTOPILOT_CHECK(entry.Read("name", app_.provider_then.emplace_back().name));
      AUTOPILOT_CHECK(ReadProviderChoice(entry, app_.provider_then.back()));
      const ProviderChoice& read = app_.provider_then.back();
      if (read.name.empty() && read.base_url.empty()) {
        return Fail(
            BadInput("[[provider.then]] names no provider", "give name or base_url").At(entry.file(), entry.line()));
      }
    }
    return {};
  }

  Status ReadSensors() {
    AUTOPILOT_TRY(tables, root_.Tables("sensor"));
    for (const TomlTable& table : tables) {
      AUTOPILOT_CHECK(table.AllowOnly({"part", "bus", "map", "rate_hz", "window"}));
      for (const std::string& key : table.Keys()) app_.lines.emplace("sensor." + key, table.Line(key));
      app_.lines.emplace("sensor", table.line());
      SensorUse sensor;
      AUTOPILOT_CHECK(table.Require("part", sensor.part));
      std::string bus = "onboard";
      AUTOPILOT_CHECK(ReadChoice(table, "bus", {"onboard", "external"}, bus));
      sensor.external = bus == "external";
      AUTOPILOT_CHECK(table.Read("map", sensor.map));
      AUTOPILOT_CHECK(table.Read("rate_hz", sensor.rate_hz));
      AUTOPILOT_CHECK(table.Read("window", sensor.window));
      if (sensor.rate_hz < 0) return Fail(table.About("rate_hz", "[[sensor]] rate_hz must not be negative"));
      if (sensor.window < 0) return Fail(table.About("window", "[[sensor]] window must not be negative"));
      app_.sensors.push_back(std::move(sensor));
    }
    return {};
  }

  /// One text, or several.
  static Status ReadTexts(const TomlTable& table, const std::string& key, std::vector<std::string>& texts) {
    if (!table.Has(key)) return {};
    if (std::string one; table.Read(key, one)) {
      texts = {one};
      return {};
    }
    return table.Read(key, texts);
  }

  Status ReadBehaviours() {
    AUTOPILOT_TRY(tables, root_.Tables("behaviour"));
    for (const TomlTable& table : tables) {
      AUTOPILOT_CHECK(table.AllowOnly({"text", "given", "expect"}));
      Behaviour behaviour;
      AUTOPILOT_CHECK(table.Require("text", behaviour.text));
      AUTOPILOT_CHECK(ReadTexts(table, "given", behaviour.given));
      AUTOPILOT_CHECK(ReadTexts(table, "expect", behaviour.expect));
      behaviour.line = table.line();
      app_.behaviours.push_back(std::move(behaviour));
    }
    return {};
  }

  /// What only several sections together can be wrong about.
  Status CheckWhole() {
    for (const char* section : {"application", "model"}) {
      if (!app_.lines.contains(section)) {
        return Fail(BadInput(fmt::format("the section [{}] is missing", section),
                             fmt::format("add [{}]; docs/formats/app.md shows one", section))
                        .At(app_.file.string()));
      }
    }
    if (app_.sensors.empty() && !app_.sweep && !app_.serial_rows) {
      return Fail(BadInput("neither a [[sensor]] nor an [input] says where the model's input comes from",
                           "add [[sensor]] with part and map, or [input] with kind = \"sweep\" or kind = \"serial\"")
                      .At(app_.file.string()));
    }
    if (!app_.sensors.empty() && (app_.sweep || app_.serial_rows)) {
      return Fail(About("input", "both [[sensor]] and [input] claim to be the model's input", "remove one"));
    }
    if (app_.features.empty()) {
      for (const SensorUse& sensor : app_.sensors) {
        for (const auto& [feature, expression] : sensor.map) app_.features.push_back(feature);
      }
    }
    if (app_.Trains()) AUTOPILOT_CHECK(CheckTraining());
    if (app_.features.empty() && (!app_.data_files.empty() || app_.serial_rows) && !app_.Trains()) {
      return Fail(
          About("data", "[data] features is missing", "name the columns that are the model's inputs, in their order"));
    }
    if (app_.report == "label" && app_.labels.empty() && !app_.Trains()) {
      return Fail(
          About("model", "[model] labels is missing, but the application reports a label",
                "name the classes in the order of the model's outputs, or set [application] report = \"number\""));
    }
    if (app_.report == "label" && !app_.data_files.empty() && app_.label.empty()) {
      return Fail(About("data", "[data] label is missing",
                        "name the column of the classes, or write label = \"from-file-name\""));
    }
    if (app_.label == "from-file-name" && app_.labels.empty() && !app_.Trains()) {
      return Fail(About("data.label", "label = \"from-file-name\" needs [model] labels to look for"));
    }
    if (std::find(app_.features.begin(), app_.features.end(), app_.label) != app_.features.end()) {
      return Fail(About("data.label", fmt::format("\"{}\" is both the label and a feature", app_.label),
                        "take it out of [data] features"));
    }
    return {};
  }

  /// What has to be there to train a model where none is given.
  Status CheckTraining() const {
    const char* const cure = "add keras = \"...\", tflite = \"...\" or header = \"...\" to [model], or ";
    if (app_.data_files.empty()) {
      return Fail(About("model", "[model] names no model, and there is no [data] to train one with",
                        fmt::format("{}add [data] with files and label", cure)));
    }
    if (app_.report == "number") {
      return Fail(About("model", "[model] names no model, and only models that tell classes can be trained",
                        fmt::format("{}report a label", cure)));
    }
    if (app_.preprocessing) {
      return Fail(About("model.preprocessing", "[model] preprocessing belongs to a model, and none is named",
                        "name the model that was trained with it, or take the key out"));
    }
    return {};
  }

  /// Rows that are counted twice would be learnt from and tested with.
  Status CheckFilesDiffer(const TomlTable& table) const {
    std::set<std::filesystem::path> known;
    for (const std::filesystem::path& file : app_.data_files) {
      std::error_code code;
      const std::filesystem::path real = std::filesystem::canonical(file, code);
      if (known.insert(code ? file : real).second) continue;
      return Fail(table.About("files", fmt::format("{} names {} twice", table.Name("files"), file.string()),
                              "name each file once, itself or by its folder"));
    }
    return {};
  }

  /// The CSV files of a folder and of the folders in it, in the order of their paths.
  Status AddFolder(const TomlTable& table, const std::string& name, int line) {
    std::vector<std::filesystem::path> found;
    std::error_code error;
    std::filesystem::recursive_directory_iterator entry(app_.folder / name, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      std::string suffix = entry->path().extension().string();
      for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (suffix == ".csv" && entry->is_regular_file(error)) found.push_back(entry->path().lexically_normal());
    }
    if (error || found.empty()) {
      return Fail(BadInput(fmt::format("{}: the folder \"{}\" holds no CSV files", table.Name("files"), name),
                           "name the files, or a folder of files that end in .csv")
                      .At(table.file(), line));
    }
    std::sort(found.begin(), found.end());
    app_.data_files.insert(app_.data_files.end(), found.begin(), found.end());
    return {};
  }

  Error About(const std::string& key, std::string message, std::string cure = "") const {
    return BadInput(std::move(message), std::move(cure)).At(app_.file.string(), app_.LineOf(key));
  }

  static Status ReadChoice(const TomlTable& table, const std::string& key, const std::vector<std::string>& choices,
                           std::string& value) {
    AUTOPILOT_CHECK(table.Read(key, value));
    if (!table.Has(key) || std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
    return Fail(table.About(key, fmt::format("{} cannot be \"{}\"", table.Name(key), value),
                            fmt::format("use one of: {}", fmt::join(choices, ", "))));
  }

  static Status ReadShare(const TomlTable& table, const std::string& key, std::optional<double>& value) {
    AUTOPILOT_CHECK(table.Read(key, value));
    if (!value || (*value >= 0 && *value <= 1)) return {};
    return Fail(table.About(key, fmt::format("{} = {} is not between 0 and 1", table.Name(key), *value)));
  }

  static Status ReadMount(const TomlTable& table, std::string& value) {
    AUTOPILOT_CHECK(table.Read("mount", value));
    const std::filesystem::path path(value);
    const bool climbs = std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
    if (!path.is_absolute() && !climbs) return {};
    return Fail(table.About("mount", fmt::format("{} = \"{}\" leaves the script's folder", table.Name("mount"), value),
                            "give a relative path without \"..\""));
  }

  static Status CheckNames(const TomlTable& table, const std::string& key, const std::vector<std::string>& names) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string lower = Lower(names[i]);
      const std::string what = lower.empty() ? "holds an empty name" : fmt::format("holds \"{}\" twice", names[i]);
      if (!lower.empty() && seen.insert(lower).second) continue;
      return Fail(BadInput(fmt::format("{} {}", table.Name(key), what), "every name once")
                      .At(table.file(), table.Line(key, i)));
    }
    return {};
  }

  /// A class is reported as one line, so its name has to be one.
  static Status CheckOneLine(const TomlTable& table, const std::string& key, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool control = std::any_of(names[i].begin(), names[i].end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
      const bool edge = names[i].front() == ' ' || names[i].back() == ' ';
      if (!control && !edge) continue;
      return Fail(BadInput(fmt::format("{} holds a name {}", table.Name(key),
                                       control ? "with a line end or another control character"
                                               : "that begins or ends with a blank"),
                           "a class is reported as one line: give it a name of one line")
                      .At(table.file(), table.Line(key, i)));
    }
    return {};
  }

  static bool IsIdentifier(const std::string& name) {
    const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
    return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), inner);
  }

  static Result<double> Limit(const TomlTable& table, const std::string& text) {
    auto expression = Expression::Parse(text, {});
    if (!expression) return Fail(table.About("x", "[input] x: " + expression.error().message, expression.error().cure));
    return expression->Evaluate({});
  }

  Status ReadFileKey(const TomlTable& table, const std::string& key, std::optional<std::filesystem::path>& path) {
    if (!table.Has(key)) return {};
    std::string text;
    AUTOPILOT_CHECK(table.Read(key, text));
    AUTOPILOT_TRY(found, ExistingFile(table, key, text, table.Line(key)));
    path = found;
    return {};
  }

  Result<std::filesystem::path> ExistingFile(const TomlTable& table, const std::string& key, const std::string& text,
                                             int line) const {
    const std::filesystem::path path = (app_.folder / text).lexically_normal();
    std::error_code error;
    if (!text.empty() && std::filesystem::is_regular_file(path, error)) return path;
    const bool folder = std::filesystem::is_directory(path, error);
    if (folder && std::filesystem::exists(path / "saved_model.pb", error)) {
      return Fail(BadInput(fmt::format("{}: \"{}\" is a SavedModel folder, which Keras no longer loads as a model",
                                       table.Name(key), text),
                           "load it where it was made and save it with model.save(\"model.keras\"), or convert it with "
                           "tf.lite.TFLiteConverter.from_saved_model and name the result in [model] tflite")
                      .At(table.file(), line));
    }
    return Fail(BadInput(fmt::format("{}: \"{}\" {}: {}", table.Name(key), text,
                                     folder ? "is a folder" : "is not there", path.string()),
                         "correct the path; it starts at the folder of app.toml")
                    .At(table.file(), line));
  }

  TomlTable root_;
  Application app_;
};

}  // namespace

int Application::LineOf(const std::string& key) const {
  const auto exact = lines.find(key);
  if (exact != lines.end()) return exact->second;
  const auto section = lines.find(key.substr(0, key.find('.')));
  return section == lines.end() ? 0 : section->second;
}

std::string Application::SketchName() const {
  std::string sketch;
  for (const char c : folder.filename().string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    sketch += plain ? c : '_';
  }
  // arduino-cli wants a letter, digit or '_' first.
  if (sketch.empty() || sketch[0] == '-') sketch.insert(0, "sketch");
  return sketch;
}

Result<Application> LoadApplication(const std::filesystem::path& app_toml) {
  std::error_code error;
  if (std::filesystem::is_directory(app_toml, error)) {
    return Fail(BadInput("a folder, not an app.toml", "name the file in it").At(app_toml.string()));
  }
  AUTOPILOT_TRY(root, TomlTable::Load(app_toml));
  return AppLoader(std::move(root), std::filesystem::absolute(app_toml).lexically_normal()).Load();
}

}  // namespace autopilot
