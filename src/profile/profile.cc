#include "profile/profile.h"

#include <fmt/format.h>

#include <algorithm>
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

Result<LibraryProfile> ReadLibrary(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, OpenProfile(file, {"marker_header", "headers", "symbol_header", "operator_adder", "unsupported",
                                          "per_channel_dense_wrong", "arena", "include_folder"}));
  LibraryProfile library;
  AUTOPILOT_CHECK(table.Read("id", library.id));
  AUTOPILOT_CHECK(table.Read("title", library.title));
  AUTOPILOT_CHECK(table.Require("marker_header", library.marker_header));
  AUTOPILOT_CHECK(table.Require("headers", library.headers));
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
  AUTOPILOT_TRY(table, OpenProfile(file, {"fqbn", "flash_bytes", "ram_bytes", "stack_bytes", "headers",
                                          "standard_headers", "onboard_sensors"}));
  BoardProfile board;
  AUTOPILOT_CHECK(table.Read("id", board.id));
  AUTOPILOT_CHECK(table.Read("title", board.title));
  AUTOPILOT_CHECK(table.Require("fqbn", board.fqbn));
  AUTOPILOT_CHECK(table.Require("flash_bytes", board.flash_bytes));
  AUTOPILOT_CHECK(table.Require("ram_bytes", board.ram_bytes));
  AUTOPILOT_CHECK(table.Require("stack_bytes", board.stack_bytes));
  AUTOPILOT_CHECK(table.Require("headers", board.headers));
  AUTOPILOT_CHECK(table.Require("standard_headers", board.standard_headers));
  AUTOPILOT_CHECK(table.Require("onboard_sensors", board.onboard_sensors));
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

/// arduino-libraries.toml: one table a library, with the headers that it brings.
Status ReadOtherHeaders(const std::filesystem::path& file, std::map<std::string, std::string>& headers) {
  AUTOPILOT_TRY(table, TomlTable::Load(file));
  for (const std::string& library : table.Keys()) {
    AUTOPILOT_TRY(entry, table.Table(library));
    AUTOPILOT_CHECK(entry->AllowOnly({"headers", "source"}));
    AUTOPILOT_CHECK(entry->RequireKey("source"));
    std::vector<std::string> names;
    AUTOPILOT_CHECK(entry->Require("headers", names));
    for (const std::string& name : names) {
      if (!headers.emplace(name, library).second) {
        return Fail(entry->About("headers", fmt::format("\"{}\" belongs to two libraries", name)));
      }
    }
  }
  return {};
}

Status ReadClassWords(const std::filesystem::path& file, std::map<std::string, std::vector<std::string>>& words) {
  AUTOPILOT_TRY(table, TomlTable::Load(file));
  for (const std::string& name : table.Keys()) AUTOPILOT_CHECK(table.Read(name, words[name]));
  return {};
}

/// A library with a profile of its own is no "other" library: lint would call it missing.
Status CheckOtherHeaders(const Profiles& profiles, const std::filesystem::path& file) {
  for (const auto& [id, sensor] : profiles.sensors) {
    if (!profiles.other_headers.contains(sensor.header)) continue;
    return Fail(
        BadInput(fmt::format("\"{}\" also belongs to the sensor profile {}", sensor.header, id)).At(file.string()));
  }
  return {};
}

Result<Profiles> ReadAll(const std::filesystem::path& folder) {
  Profiles profiles;
  AUTOPILOT_CHECK(ReadFolder(folder / "libraries", &ReadLibrary, profiles.libraries));
  AUTOPILOT_CHECK(ReadFolder(folder / "boards", &ReadBoard, profiles.boards));
  AUTOPILOT_CHECK(ReadFolder(folder / "sensors", &ReadSensor, profiles.sensors));
  AUTOPILOT_CHECK(ReadOtherHeaders(folder / "arduino-libraries.toml", profiles.other_headers));
  AUTOPILOT_CHECK(CheckOtherHeaders(profiles, folder / "arduino-libraries.toml"));
  AUTOPILOT_CHECK(ReadClassWords(folder / "class-words.toml", profiles.class_words));
  return profiles;
}

}  // namespace

Result<Profiles> LoadProfiles(const std::filesystem::path& folder) {
  auto profiles = ReadAll(folder);
  if (profiles) return profiles;
  Error error = std::move(profiles).error();
  error.kind = ErrorKind::kInfrastructure;
  if (error.cure.empty()) error.cure = "reinstall autopilot, or correct the file; docs/formats/profiles.md says how";
  return Fail(std::move(error));
}

}  // namespace autopilot
