#pragma once

/// Reading this module's data files (profiles/*.toml). For .cc files only: toml++ is a heavy header.

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>

#include "core/files.h"
#include "core/status.h"

namespace autopilot {

/// The data files belong to the installation, so a broken one is no fault of the user's input.
inline Error BadDataFile(const std::filesystem::path& file, int line, std::string message) {
  return Infrastructure(std::move(message), "mend the file or install the program anew").At(file.string(), line);
}

inline Result<toml::table> ReadDataFile(const std::filesystem::path& file) {
  auto text = ReadFile(file);
  if (!text) return Fail(BadDataFile(file, 0, text.error().message));
  try {
    return toml::parse(*text, file.string());
  } catch (const toml::parse_error& error) {
    return Fail(BadDataFile(file, static_cast<int>(error.source().begin.line), std::string(error.description())));
  }
}

/// The value of `key`, which must be there and of the type T.
template <typename T>
Result<T> Require(const toml::table& table, const char* key, const std::filesystem::path& file) {
  if (const auto value = table[key].value<T>()) return *value;
  return Fail(BadDataFile(file, static_cast<int>(table.source().begin.line),
                          fmt::format("'{}' is missing or of the wrong type", key)));
}

/// `writes = ["functions"]`: whether a model may be asked for whole functions. Absent means no.
inline Result<bool> ReadWrites(const toml::table& table, const std::filesystem::path& file) {
  const toml::node* node = table.get("writes");
  if (node == nullptr) return false;
  const toml::array* list = node->as_array();
  bool functions = false;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    functions = (*list)[i].value_or(std::string()) == "functions";
    if (!functions) list = nullptr;
  }
  if (list != nullptr) return functions;
  return Fail(BadDataFile(file, static_cast<int>(node->source().begin.line), "'writes' is [\"functions\"] or []"));
}

}  // namespace autopilot
