#include "repair/repair_facts.h"

#include <algorithm>

#include "config/toml_table.h"

namespace autopilot {
namespace {

Result<std::vector<Renaming>> ReadRenamings(const TomlTable& file, std::string_view key) {
  AUTOPILOT_TRY(tables, file.Tables(key));
  std::vector<Renaming> renamings;
  for (const TomlTable& table : tables) {
    Renaming renaming;
    AUTOPILOT_CHECK(table.Require("wrong", renaming.wrong));
    AUTOPILOT_CHECK(table.Require("right", renaming.right));
    AUTOPILOT_CHECK(table.Read("constant", renaming.constant));
    AUTOPILOT_CHECK(table.AllowOnly({"wrong", "right", "constant"}));
    renamings.push_back(std::move(renaming));
  }
  return renamings;
}

Result<SensorForms> ReadForms(const TomlTable& table) {
  SensorForms forms;
  AUTOPILOT_CHECK(table.Require("types", forms.types));
  AUTOPILOT_CHECK(table.Require("begin", forms.begin));
  AUTOPILOT_CHECK(table.Require("available", forms.available));
  AUTOPILOT_CHECK(table.Require("read", forms.read));
  AUTOPILOT_CHECK(table.Read("settings", forms.settings));
  AUTOPILOT_CHECK(table.AllowOnly({"types", "begin", "available", "read", "channels", "settings"}));
  AUTOPILOT_TRY(channels, table.Table("channels"));
  if (channels) {
    for (const std::string& channel : channels->Keys()) {
      AUTOPILOT_CHECK(channels->Read(channel, forms.channels[channel]));
    }
  }
  return forms;
}

Result<RepairFacts> ReadFacts(const std::filesystem::path& path) {
  AUTOPILOT_TRY(file, TomlTable::Load(path));
  AUTOPILOT_CHECK(file.AllowOnly({"type", "name", "method", "field", "check", "sensor"}));
  RepairFacts facts;
  AUTOPILOT_TRY(types, ReadRenamings(file, "type"));
  AUTOPILOT_TRY(names, ReadRenamings(file, "name"));
  AUTOPILOT_TRY(methods, ReadRenamings(file, "method"));
  AUTOPILOT_TRY(fields, ReadRenamings(file, "field"));
  AUTOPILOT_TRY(checks, ReadRenamings(file, "check"));
  facts.checks = std::move(checks);
  facts.fields = std::move(fields);
  facts.methods = std::move(methods);
  facts.types = std::move(types);
  facts.names = std::move(names);
  AUTOPILOT_TRY(sensors, file.Table("sensor"));
  if (!sensors) return facts;
  for (const std::string& id : sensors->Keys()) {
    AUTOPILOT_TRY(table, sensors->Table(id));
    AUTOPILOT_TRY(forms, ReadForms(*table));
    facts.sensors[id] = std::move(forms);
  }
  return facts;
}

const Renaming* Find(const std::vector<Renaming>& renamings, std::string_view wrong) {
  for (const Renaming& renaming : renamings) {
    if (std::find(renaming.wrong.begin(), renaming.wrong.end(), wrong) != renaming.wrong.end()) return &renaming;
  }
  return nullptr;
}

}  // namespace

const Renaming* RepairFacts::TypeFor(std::string_view wrong) const { return Find(types, wrong); }
const Renaming* RepairFacts::NameFor(std::string_view wrong) const { return Find(names, wrong); }
const Renaming* RepairFacts::FieldFor(std::string_view wrong) const { return Find(fields, wrong); }
const Renaming* RepairFacts::CheckFor(std::string_view wrong) const { return Find(checks, wrong); }
const Renaming* RepairFacts::MethodFor(std::string_view wrong) const { return Find(methods, wrong); }

Result<RepairFacts> LoadRepairFacts(const std::filesystem::path& profiles) {
  auto facts = ReadFacts(profiles / "repairs.toml");
  if (!facts) {
    Error error = std::move(facts).error();
    error.kind = ErrorKind::kInfrastructure;
    error.cure = "install the program again: this file is part of it";
    return Fail(std::move(error));
  }
  return facts;
}

}  // namespace autopilot
