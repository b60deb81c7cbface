#include "app/sketch_contract.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "app/csv.h"
#include "core/files.h"
#include "core/text.h"

namespace autopilot {
namespace {

constexpr const char* kMapCure =
    "write it as \"FEATURE=expression,FEATURE=expression\", in the order of the model's inputs";

std::string Trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

/// "A=min(x,y),B=z" at the commas outside of parentheses.
Result<std::vector<std::pair<std::string, std::string>>> ParseMap(const std::string& text) {
  std::vector<std::string> pieces(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth <= 0) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  std::vector<std::pair<std::string, std::string>> map;
  std::set<std::string> seen;
  for (const std::string& piece : pieces) {
    const auto equals = piece.find('=');
    const std::string feature = Trimmed(piece.substr(0, equals));
    const std::string expression = equals == std::string::npos ? "" : Trimmed(piece.substr(equals + 1));
    if (feature.empty() || expression.empty()) {
      return Fail(BadInput(fmt::format("--map: \"{}\" is no FEATURE=expression", Trimmed(piece)), kMapCure));
    }
    if (!seen.insert(feature).second) {
      return Fail(BadInput(fmt::format("--map names the feature \"{}\" twice", feature), kMapCure));
    }
    map.emplace_back(feature, expression);
  }
  return map;
}

/// Whether the text includes this header, in a line of its own.
bool Includes(std::string_view text, const std::string& header) {
  for (auto at = text.find(header); at != std::string_view::npos; at = text.find(header, at + 1)) {
    const auto line = text.rfind('\n', at) + 1;  // npos + 1 is the beginning.
    const std::string_view before = text.substr(line, at - line);
    const auto hash = before.find_first_not_of(" \t");
    const char last = before.empty() ? ' ' : before.back();
    if (hash != std::string_view::npos && before[hash] == '#' && (last == '<' || last == '"')) return true;
  }
  return false;
}

/// Whether some file of the sketch includes this header.
bool SketchIncludes(const SketchOnDisk& sketch, const std::string& header) {
  return Includes(sketch.text, header) ||
         std::any_of(sketch.layout.beside.begin(), sketch.layout.beside.end(),
                     [&](const SketchFile& file) { return Includes(file.text, header); });
}

std::vector<std::string> IncludedSensors(const SketchOnDisk& sketch, const Profiles& profiles) {
  std::vector<std::string> sensors;
  for (const auto& [id, sensor] : profiles.sensors) {
    if (SketchIncludes(sketch, sensor.header)) sensors.push_back(id);
  }
  return sensors;
}

/// Libraries whose headers the sketch includes: whoever wrote it has them.
std::vector<std::string> IncludedLibraries(const SketchOnDisk& sketch, const Profiles& profiles) {
  std::vector<std::string> names;
  for (const auto& [name, library] : profiles.arduino_libraries) {
    if (std::any_of(library.headers.begin(), library.headers.end(),
                    [&](const std::string& header) { return SketchIncludes(sketch, header); })) {
      names.push_back(name);
    }
  }
  return names;
}

/// Whether every expression of the map can be computed from the sensor's channels.
bool Feeds(const SensorProfile& sensor, const std::vector<std::pair<std::string, std::string>>& map) {
  return std::all_of(map.begin(), map.end(),
                     [&](const auto& entry) { return Expression::Parse(entry.second, sensor.channels).has_value(); });
}

/// Which column of the data holds the labels: the one that is no feature and holds nothing else. "from-file-name"
/// where the files are named after them, empty where neither is so.
Result<std::string> LabelColumn(const Application& app) {
  const auto known = [&](const std::string& cell) {
    return std::any_of(app.labels.begin(), app.labels.end(),
                       [&](const std::string& label) { return Lower(label) == Lower(cell); });
  };
  const std::filesystem::path& file = app.data_files.front();
  AUTOPILOT_TRY(text, ReadFile(file));
  AUTOPILOT_TRY(csv, ReadCsv(text, file.string()));
  for (std::size_t column = 0; column < csv.header.size(); ++column) {
    const bool feature = std::find(app.features.begin(), app.features.end(), csv.header[column]) != app.features.end();
    if (!feature &&
        std::all_of(csv.rows.begin(), csv.rows.end(), [&](const CsvRow& row) { return known(row.cells[column]); })) {
      return csv.header[column];
    }
  }
  const bool named = std::all_of(app.data_files.begin(), app.data_files.end(), [&](const auto& one) {
    const std::string name = Lower(one.stem().string());
    return std::any_of(app.labels.begin(), app.labels.end(),
                       [&](const std::string& label) { return name.find(Lower(label)) != std::string::npos; });
  });
  return named ? "from-file-name" : "";
}

/// The same error in the words of somebody who gave flags and wrote no app.toml.
Error InWordsOfFlags(Error error) {
  constexpr std::array<std::pair<const char*, const char*>, 9> kWords = {{{"[model] labels", "--labels"},
                                                                          {"[data] features", "--map"},
                                                                          {"[data] files", "--data"},
                                                                          {"the [[sensor]] map", "--map"},
                                                                          {"[[sensor]] map", "--map"},
                                                                          {"[[sensor]] window", "--map"},
                                                                          {"[target] library", "--library"},
                                                                          {"[target] board", "--board"},
                                                                          {"[[sensor]]", "--sensor"}}};
  for (std::string* text : {&error.message, &error.cure}) {
    for (const auto& [key, flag] : kWords) {
      for (auto at = text->find(key); at != std::string::npos; at = text->find(key)) {
        text->replace(at, std::string_view(key).size(), flag);
      }
    }
  }
  return error;
}

/// What flags say, as an application.
Result<Application> ApplicationOf(const SketchOnDisk& sketch, const SketchFlags& flags, const Profiles& profiles,
                                  const TfliteFacts& model) {
  Application app;
  app.in_part = true;
  app.file = sketch.folder.empty() ? std::filesystem::path(sketch.layout.tabs.front().file) : sketch.folder;
  app.folder = std::filesystem::path(sketch.id).stem();
  app.name = sketch.id;
  app.labels = flags.labels;
  if (!flags.library.empty()) app.library = flags.library;
  if (!flags.board.empty()) app.board = flags.board;
  if (app.labels.empty() && model.output.elements() == 1) app.report = "number";
  app.installed = IncludedLibraries(sketch, profiles);

  SensorUse use;
  if (!flags.map.empty()) {
    AUTOPILOT_TRY(map, ParseMap(flags.map));
    use.map = std::move(map);
    for (const auto& [feature, expression] : use.map) app.features.push_back(feature);
    // The window is what is left of the model's inputs.
    const int features = static_cast<int>(app.features.size());
    if (model.input.elements() > features && model.input.elements() % features == 0) {
      use.window = model.input.elements() / features;
    }
  }
  std::vector<std::string> sensors = IncludedSensors(sketch, profiles);
  if (!flags.sensor.empty()) {
    sensors = {flags.sensor};
  } else if (!use.map.empty()) {
    std::erase_if(sensors, [&](const std::string& id) { return !Feeds(profiles.sensors.at(id), use.map); });
  }
  if (sensors.size() == 1) {
    use.part = sensors.front();
    const auto board = profiles.boards.find(app.board);
    const bool known = board != profiles.boards.end() && profiles.sensors.contains(use.part);
    use.external =
        known && std::count(board->second.onboard_sensors.begin(), board->second.onboard_sensors.end(), use.part) == 0;
    app.sensors.push_back(std::move(use));
  } else if (!use.map.empty()) {
    return Fail(BadInput(sensors.empty() ? "the sketch includes no sensor that has the channels of --map"
                                         : fmt::format("--map could belong to each of {}", fmt::join(sensors, ", ")),
                         "name the sensor with --sensor"));
  }

  app.data_files = flags.data;
  if (!app.data_files.empty() && app.features.empty()) {
    return Fail(BadInput("--data is of no use without --map", kMapCure));
  }
  if (!app.data_files.empty() && !app.labels.empty()) {
    AUTOPILOT_TRY(label, LabelColumn(app));
    app.label = label;
  }
  return app;
}

}  // namespace

Result<std::optional<OwnModel>> FindOwnModel(const SketchOnDisk& sketch) {
  std::optional<OwnModel> found;
  const auto look = [&](const std::string& file, std::string_view text) -> Status {
    for (ModelHeader& array : FindModelArrays(text)) {
      if (found && found->header.bytes == array.bytes) continue;
      if (found) {
        return Fail(BadInput(fmt::format("the sketch holds two models: {} in {} and {} in {}", found->header.symbol,
                                         sketch.Shown(found->file), array.symbol, sketch.Shown(file)),
                             "leave the one that it uses")
                        .At(sketch.Shown(file)));
      }
      found = OwnModel{file, std::move(array)};
    }
    return {};
  };
  for (const SketchFile& file : sketch.layout.beside) AUTOPILOT_CHECK(look(file.name, file.text));
  AUTOPILOT_CHECK(look(sketch.layout.tabs.front().file, sketch.text));
  return found;
}

Result<Contract> MeasureSketch(const SketchOnDisk& sketch, const SketchFlags& flags, const Profiles& profiles) {
  AUTOPILOT_TRY(model, FindOwnModel(sketch));
  if (!model) {
    return Fail(BadInput("the sketch brings no model: no file of it holds a TensorFlow Lite model as an array of bytes",
                         "put model.h beside it (xxd -i model.tflite > model.h), or judge it with an app.toml: "
                         "autopilot verify APP.toml SKETCH")
                    .At(sketch.Shown(sketch.layout.tabs.front().file)));
  }
  const std::string where = sketch.Shown(model->file);
  AUTOPILOT_TRY(facts, ReadTfliteFacts(model->header.bytes, where));
  AUTOPILOT_TRY(application, ApplicationOf(sketch, flags, profiles, facts));
  application.symbol = model->header.symbol;
  auto contract = MeasureContract(application, profiles, nullptr);
  if (!contract) return Fail(InWordsOfFlags(std::move(contract).error()));
  if (auto adopted = AdoptModel(*contract, std::move(model->header.bytes), where); !adopted) {
    return Fail(InWordsOfFlags(std::move(adopted).error()));
  }
  return contract;
}

}  // namespace autopilot
