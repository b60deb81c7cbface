#pragma once

/// TOML as the program reads it everywhere: typed, with file and line in every error, and with unknown
/// keys refused.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One table of a TOML file. Copies share the parsed file; immutable, so safe to share among threads.
class TomlTable {
 public:
  /// Fails with kBadInput for a missing file and, with the line, for text that is not TOML.
  static Result<TomlTable> Load(const std::filesystem::path& file);
  /// `where` stands for the file in errors.
  static Result<TomlTable> Parse(std::string_view text, const std::string& where);

  bool Has(std::string_view key) const;
  /// In the order of the file.
  std::vector<std::string> Keys() const;
  /// Where `key` stands, or the table itself if the key is missing.
  int Line(std::string_view key) const;
  /// Line of one element of an array.
  int Line(std::string_view key, std::size_t element) const;
  int line() const;
  const std::string& file() const;

  /// Leaves the target alone where the key is missing; fails where it has another type.
  Status Read(std::string_view key, std::string& value) const;
  Status Read(std::string_view key, bool& value) const;
  Status Read(std::string_view key, int& value) const;
  Status Read(std::string_view key, double& value) const;
  Status Read(std::string_view key, std::optional<double>& value) const;
  Status Read(std::string_view key, std::vector<std::string>& value) const;
  Status Read(std::string_view key, std::vector<double>& value) const;
  /// A table of strings, in the order of the file.
  Status Read(std::string_view key, std::vector<std::pair<std::string, std::string>>& value) const;

  /// As Read, but a missing key is an error.
  template <typename T>
  Status Require(std::string_view key, T& value) const {
    AUTOPILOT_CHECK(RequireKey(key));
    return Read(key, value);
  }
  Status RequireKey(std::string_view key) const;
  /// kBadInput where this section is missing.
  Status RequireTable(std::string_view key) const;

  /// A table inside this one; nothing where it is missing.
  Result<std::optional<TomlTable>> Table(std::string_view key) const;
  /// An array of tables; empty where it is missing.
  Result<std::vector<TomlTable>> Tables(std::string_view key) const;

  /// Fails for the first key that is not among `known`, with the nearest known one.
  Status AllowOnly(const std::vector<std::string>& known) const;

  /// An error about `key`, with its file and line.
  Error About(std::string_view key, std::string message, std::string cure = "") const;
  /// How this table is called in messages: "[data]", "[[sensor]]", or "" for the file itself.
  const std::string& title() const { return title_; }
  /// "[data] features", for messages.
  std::string Name(std::string_view key) const;

 private:
  struct Document;
  TomlTable(std::shared_ptr<const Document> document, const void* table, std::string title);
  Error WrongType(std::string_view key, std::string_view wanted) const;

  std::shared_ptr<const Document> document_;
  const void* table_;  ///< A toml::table of the document; the type stays out of this header.
  std::string title_;
};

}  // namespace autopilot
