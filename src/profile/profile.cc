#include "profile/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <system_error>

#include "config/toml_table.h"

namespace autopilot {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Opens one profile and checks what all profiles have in common: only known keys, an id equal to the
/// file's name, and a source for every fact.
Result<TomlTable> OpenProfile(const std::filesystem::path& file, std::vector<std::string> known) {
  AUTOPILOT_TRY(table, TomlTable::Load(file));
  known.insert(known.end(), {"id", "title", "sources"});
  AUTOPILOT_CHECK(table.AllowOnly(known));
  std::string id;
  AUTOPILOT_CHECK(table.Require("id", id));
  if (id != file.stem().string()) {
    return Fail(table.About("id", fmt::format("id \"{}\" differs from the file's name", id)));
  }
  AUTOPILOT_CHECK(table.RequireKey("title"));
  AUTOPILOT_CHECK(table.RequireKey("sources"));
  Pairs sources;
  AUTOPILOT_CHECK(table.Read("sources", sources));
  for (const std::string& key : table.Keys()) {
    if (key == "id" || key == "title" || key == "sources") continue;
    const auto source =
        std::find_if(sources.begin(), sources.end(), [&](const auto& pair) { return pair.first == key; });
    if (source == sources.end() || source->second.empty()) {
      return Fail(table.About(key, fmt::format("the fact \"{}\" has no source", key), "add it to [sources]"));
    }
  }
  for (const auto& [key, text] : sources) {
    if (!table.Has(key)) return Fail(table.About("sources", fmt::format("[sources] {} belongs to no fact", key)));
  }
  return table;
}

/// "QUANTIZE int8 uint8"
Result<OperatorTypes> ReadOperatorTypes(const TomlTable& table, const std::string& text) {
  std::istringstream words(text);
  OperatorTypes types;
  std::string more;
  if (!(words >> types.op >> types.input_type >> types.output_type) || words >> more) {
    return Fail(table.About("types", fmt::format("\"{}\" is not OPERATOR INPUT_TYPE OUTPUT_TYPE", text)));
  }
  return types;
}

Status ReadTwinLacks(const TomlTable& table, LibraryProfile::TwinLacks& lacks) {
  AUTOPILOT_TRY(entry, table.Table("twin_lacks"));
  if (!entry) return {};
  AUTOPILOT_CHECK(entry->AllowOnly({"operators", "types", "per_channel_dense"}));
  AUTOPILOT_CHECK(entry->Read("operators", lacks.operators));
  AUTOPILOT_CHECK(entry->Read("per_channel_dense", lacks.per_channel_dense));
  std::vector<std::string> types;
  AUTOPILOT_CHECK(entry->Read("types", types));
  for (const std::string& text : types) {
    AUTOPILOT_TRY(one, ReadOperatorTypes(*entry, text));
    lacks.types.push_back(std::move(one));
  }
  return {};
}

Status ReadPackagings(const TomlTable& table, std::vector<LibraryProfile::Packaging>& packagings) {
  AUTOPILOT_TRY(entries, table.Tables("packagings"));
  for (const TomlTable& entry : entries) {
    AUTOPILOT_CHECK(entry.AllowOnly({"marker_header", "headers"}));
    LibraryProfile::Packaging packaging;
    AUTOPILOT_CHECK(entry.Require("marker_header", packaging.marker_header));
    AUTOPILOT_CHECK(entry.Require("headers", packaging.headers));
    packagings.push_back(std::move(packaging));
  }
  return {};
}

Result<LibraryProfile> ReadLibrary(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, OpenProfile(file, {"marker_header", "headers", "packagings", "error_reporter", "symbol_header",
                                          "operator_adder", "more_operators", "unsupported", "per_channel_dense_wrong",
                                          "twin_lacks", "arena", "include_folder"}));
  LibraryProfile library;
  AUTOPILOT_CHECK(table.Read("id", library.id));
  AUTOPILOT_CHECK(table.Read("title", library.title));
  AUTOPILOT_CHECK(table.Require("marker_header", library.marker_header));
  AUTOPILOT_CHECK(table.Require("headers", library.headers));
  AUTOPILOT_CHECK(ReadPackagings(table, library.packagings));
  AUTOPILOT_CHECK(table.Require("error_reporter", library.error_reporter));
  Pairs symbols;
  AUTOPILOT_CHECK(table.Require("symbol_header", symbols));
  for (const auto& [symbol, header] : symbols) {
    if (std::find(library.headers.begin(), library.headers.end(), header) == library.headers.end()) {
      return Fail(
          table.About("symbol_header", fmt::format("{} stands in \"{}\", which is not among headers", symbol, header)));
    }
    library.symbol_header[symbol] = header;
  }
  Pairs adders;
  AUTOPILOT_CHECK(table.Require("operator_adder", adders));
  library.operator_adder.insert(adders.begin(), adders.end());
  AUTOPILOT_CHECK(table.Read("more_operators", library.more_operators));
  AUTOPILOT_TRY(unsupported, table.Tables("unsupported"));
  for (const TomlTable& entry : unsupported) {
    AUTOPILOT_CHECK(entry.AllowOnly({"operator", "input_type", "output_type", "when"}));
    LibraryProfile::Unsupported rule;
    AUTOPILOT_CHECK(entry.Require("operator", rule.op));
    AUTOPILOT_CHECK(entry.Require("input_type", rule.input_type));
    AUTOPILOT_CHECK(entry.Require("output_type", rule.output_type));
    AUTOPILOT_CHECK(entry.Require("when", rule.when));
    library.unsupported.push_back(std::move(rule));
  }
  AUTOPILOT_CHECK(table.Read("per_channel_dense_wrong", library.per_channel_dense_wrong));
  AUTOPILOT_CHECK(ReadTwinLacks(table, library.twin_lacks));
  AUTOPILOT_CHECK(table.RequireKey("arena"));
  AUTOPILOT_TRY(arena, table.Table("arena"));
  AUTOPILOT_CHECK(arena->AllowOnly({"fixed", "per_operator", "activations_included", "included_per_operator", "band"}));
  AUTOPILOT_CHECK(arena->Require("fixed", library.arena_fixed));
  AUTOPILOT_CHECK(arena->Require("per_operator", library.arena_per_operator));
  AUTOPILOT_CHECK(arena->Require("activations_included", library.arena_activations_included));
  AUTOPILOT_CHECK(arena->Read("included_per_operator", library.arena_included_per_operator));
  AUTOPILOT_CHECK(arena->Require("band", library.arena_band));
  std::string folder;
  AUTOPILOT_CHECK(table.Require("include_folder", folder));
  library.include_folder = folder;
  return library;
}

Result<BoardProfile> ReadBoard(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, OpenProfile(file, {"fqbn", "flash_bytes", "ram_bytes", "core_flash_bytes", "core_ram_bytes",
                                          "stack_bytes", "headers", "standard_headers", "onboard_sensors", "libraries",
                                          "unmodelled_headers", "unmodelled", "led", "digital_pins"}));
  BoardProfile board;
  AUTOPILOT_CHECK(table.Read("id", board.id));
  AUTOPILOT_CHECK(table.Read("title", board.title));
  AUTOPILOT_CHECK(table.Require("fqbn", board.fqbn));
  AUTOPILOT_CHECK(table.Require("flash_bytes", board.flash_bytes));
  AUTOPILOT_CHECK(table.Require("ram_bytes", board.ram_bytes));
  AUTOPILOT_CHECK(table.Require("core_flash_bytes", board.core_flash_bytes));
  AUTOPILOT_CHECK(table.Require("core_ram_bytes", board.core_ram_bytes));
  AUTOPILOT_CHECK(table.Require("stack_bytes", board.stack_bytes));
  AUTOPILOT_CHECK(table.Require("headers", board.headers));
  AUTOPILOT_CHECK(table.Require("standard_headers", board.standard_headers));
  AUTOPILOT_CHECK(table.Require("onboard_sensors", board.onboard_sensors));
  AUTOPILOT_CHECK(table.Require("libraries", board.libraries));
  AUTOPILOT_CHECK(table.Require("unmodelled_headers", board.unmodelled_headers));
  AUTOPILOT_CHECK(table.Require("unmodelled", board.unmodelled));
  AUTOPILOT_CHECK(table.Require("digital_pins", board.digital_pins));
  AUTOPILOT_TRY(leds, table.Tables("led"));
  for (const TomlTable& entry : leds) {
    AUTOPILOT_CHECK(entry.AllowOnly({"pin", "number", "colour", "lit"}));
    BoardLed led;
    AUTOPILOT_CHECK(entry.Require("pin", led.pin));
    AUTOPILOT_CHECK(entry.Require("number", led.number));
    AUTOPILOT_CHECK(entry.Require("colour", led.colour));
    std::string lit;
    AUTOPILOT_CHECK(entry.Require("lit", lit));
    if (lit != "high" && lit != "low") return Fail(entry.About("lit", "lit is neither \"high\" nor \"low\""));
    led.lit_low = lit == "low";
    board.leds.push_back(std::move(led));
  }
  return board;
}

Result<SensorProfile> ReadSensor(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, OpenProfile(file, {"header", "object", "bus", "channels", "channel_type", "full_scale",
                                          "sample_seconds", "brightness", "rest", "noise", "rate_tolerance", "api",
                                          "begin_check", "available", "read"}));
  SensorProfile sensor;
  AUTOPILOT_CHECK(table.Read("id", sensor.id));
  AUTOPILOT_CHECK(table.Read("title", sensor.title));
  AUTOPILOT_CHECK(table.Require("header", sensor.header));
  AUTOPILOT_CHECK(table.Require("object", sensor.object));
  AUTOPILOT_CHECK(table.Require("bus", sensor.bus));
  AUTOPILOT_CHECK(table.Require("channels", sensor.channels));
  AUTOPILOT_CHECK(table.Require("channel_type", sensor.channel_type));
  AUTOPILOT_CHECK(table.Require("full_scale", sensor.full_scale));
  AUTOPILOT_CHECK(table.Require("sample_seconds", sensor.sample_seconds));
  AUTOPILOT_CHECK(table.Read("brightness", sensor.brightness));
  AUTOPILOT_CHECK(table.Read("rest", sensor.rest));
  AUTOPILOT_CHECK(table.Read("noise", sensor.noise));
  AUTOPILOT_CHECK(table.Read("rate_tolerance", sensor.rate_tolerance));
  AUTOPILOT_CHECK(table.Require("api", sensor.api));
  AUTOPILOT_CHECK(table.Require("begin_check", sensor.begin_check));
  AUTOPILOT_CHECK(table.Require("available", sensor.available));
  AUTOPILOT_CHECK(table.Require("read", sensor.read));
  return sensor;
}

/// All profiles of one kind, in the order of their names.
template <typename T>
Status ReadFolder(const std::filesystem::path& folder, Result<T> (*read)(const std::filesystem::path&),
                  std::map<std::string, T>& profiles) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  if (error || files.empty()) return Fail(Infrastructure("no profiles in this folder").At(folder.string()));
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    AUTOPILOT_TRY(profile, read(file));
    const std::string id = profile.id;
    profiles.emplace(id, std::move(profile));
  }
  return {};
}

/// arduino-libraries.toml: one table a library, with the headers that it is found by.
Status ReadArduinoLibraries(const std::filesystem::path& file, std::map<std::string, ArduinoLibrary>& libraries) {
  AUTOPILOT_TRY(table, TomlTable::Load(file));
  std::set<std::string> owned;
  for (const std::string& name : table.Keys()) {
    AUTOPILOT_TRY(entry, table.Table(name));
    AUTOPILOT_CHECK(entry->AllowOnly({"headers", "folder", "requires", "unmodelled", "source"}));
    AUTOPILOT_CHECK(entry->RequireKey("source"));
    ArduinoLibrary library;
    library.name = name;
    AUTOPILOT_CHECK(entry->Require("headers", library.headers));
    for (const std::string& header : library.headers) {
      if (owned.insert(header).second) continue;
      return Fail(entry->About("headers", fmt::format("\"{}\" belongs to two libraries", header)));
    }
    std::string folder;
    AUTOPILOT_CHECK(entry->Read("folder", folder));
    library.folder = folder;
    AUTOPILOT_CHECK(entry->Read("requires", library.needs));
    AUTOPILOT_CHECK(entry->Read("unmodelled", library.unmodelled));
    libraries.emplace(name, std::move(library));
  }
  for (const auto& [name, library] : libraries) {
    for (const std::string& needed : library.needs) {
      if (libraries.contains(needed)) continue;
      return Fail(table.About(name, fmt::format("{} requires \"{}\", which has no table", name, needed)));
    }
  }
  return {};
}

Status ReadClassWords(const std::filesystem::path& file, std::map<std::string, std::vector<std::string>>& words) {
  AUTOPILOT_TRY(table, TomlTable::Load(file));
  for (const std::string& name : table.Keys()) AUTOPILOT_CHECK(table.Read(name, words[name]));
  return {};
}

/// What boards and sensors say of libraries must be known.
Status CheckLibraries(const Profiles& profiles, const std::filesystem::path& file) {
  for (const auto& [id, board] : profiles.boards) {
    for (const std::string& name : board.libraries) {
      if (profiles.arduino_libraries.contains(name)) continue;
      return Fail(BadInput(fmt::format("the board {} has the library \"{}\", which has no table here", id, name))
                      .At(file.string()));
    }
  }
  return {};
}

Result<Profiles> ReadAll(const std::filesystem::path& folder) {
  Profiles profiles;
  AUTOPILOT_CHECK(ReadFolder(folder / "libraries", &ReadLibrary, profiles.libraries));
  AUTOPILOT_CHECK(ReadFolder(folder / "boards", &ReadBoard, profiles.boards));
  AUTOPILOT_CHECK(ReadFolder(folder / "sensors", &ReadSensor, profiles.sensors));
  AUTOPILOT_TRY(serial, ReadSensor(folder / "inputs" / "Serial.toml"));
  profiles.serial = std::move(serial);
  AUTOPILOT_CHECK(ReadArduinoLibraries(folder / "arduino-libraries.toml", profiles.arduino_libraries));
  AUTOPILOT_CHECK(CheckLibraries(profiles, folder / "arduino-libraries.toml"));
  AUTOPILOT_CHECK(ReadClassWords(folder / "class-words.toml", profiles.class_words));
  return profiles;
}

}  // namespace

const BoardLed* BoardProfile::FindLed(const std::string& pin) const {
  const auto found = std::find_if(leds.begin(), leds.end(), [&](const BoardLed& led) { return led.pin == pin; });
  return found == leds.end() ? nullptr : &*found;
}

int BoardProfile::PinNumber(const std::string& pin) const {
  if (const BoardLed* led = FindLed(pin)) return led->number;
  for (int number = 0; number < digital_pins; ++number) {
    if (pin == fmt::format("D{}", number)) return number;
  }
  return -1;
}

bool LibraryProfile::HasOperator(const std::string& op) const {
  return operator_adder.contains(op) ||
         std::find(more_operators.begin(), more_operators.end(), op) != more_operators.end();
}

bool LibraryProfile::IsMarker(const std::string& header) const {
  return header == marker_header || std::any_of(packagings.begin(), packagings.end(), [&](const Packaging& packaging) {
           return packaging.marker_header == header;
         });
}

Status AddLibraryProfiles(const std::filesystem::path& folder, Profiles& profiles) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  for (const auto& file : files) {
    auto library = ReadLibrary(file);
    if (!library) {
      Error broken = std::move(library).error();
      broken.kind = ErrorKind::kInfrastructure;
      broken.cure = "remove the file, and run autopilot twin build again";
      return Fail(std::move(broken));
    }
    const std::string id = library->id;
    profiles.libraries.emplace(id, std::move(*library));
  }
  return {};
}

Result<Profiles> LoadProfiles(const std::filesystem::path& folder) {
  auto profiles = ReadAll(folder);
  if (profiles) return profiles;
  Error error = std::move(profiles).error();
  error.kind = ErrorKind::kInfrastructure;
  if (error.cure.empty()) error.cure = "reinstall autopilot, or correct the file; docs/formats/profiles.md says how";
  return Fail(std::move(error));
}

}  // namespace autopilot
