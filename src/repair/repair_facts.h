#pragma once

/// What authors write for what a library calls otherwise: profiles/repairs.toml.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// A name that many take for another one. Namespaces in front of `wrong` are left out.
struct Renaming {
  std::vector<std::string> wrong;
  std::string right;
  bool constant = false;  ///< Only constant objects of this type can be had.
};

/// How other libraries for a sensor call what its own library has.
struct SensorForms {
  std::vector<std::string> types;  ///< Classes that stand for the sensor's object.
  std::vector<std::string> begin;
  std::vector<std::string> available;
  std::vector<std::string> read;                             ///< All channels at once.
  std::map<std::string, std::vector<std::string>> channels;  ///< One channel each.
  std::vector<std::string> settings;                         ///< What the sensor's own library does by itself; "set*".
};

struct RepairFacts {
  std::vector<Renaming> types;
  std::vector<Renaming> names;
  std::vector<Renaming> methods;               ///< Of the interpreter.
  std::vector<Renaming> fields;                ///< Of a tensor's data.
  std::vector<Renaming> checks;                ///< Macros that check something.
  std::map<std::string, SensorForms> sensors;  ///< By profile id.

  const Renaming* TypeFor(std::string_view wrong) const;
  const Renaming* NameFor(std::string_view wrong) const;
  const Renaming* MethodFor(std::string_view wrong) const;
  const Renaming* FieldFor(std::string_view wrong) const;
  const Renaming* CheckFor(std::string_view wrong) const;
};

/// Fails with kInfrastructure for a file that is missing or malformed: it is part of the installation.
Result<RepairFacts> LoadRepairFacts(const std::filesystem::path& profiles);

}  // namespace autopilot
