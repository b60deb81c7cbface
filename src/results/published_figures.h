#pragma once

/// The figures that the study published, as data with their source: docs/published/*.toml.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct PublishedFigures {
  struct Figure {
    std::string table;
    std::string source;
    std::string model;
    std::string prompt;  ///< "" for the study's standard prompt.
    std::string stage;
    double percent = 0;
    std::optional<int> runs;
    std::optional<int> passed;  ///< The one number of `runs` that is `percent`, as it is rounded.
  };
  struct Cost {
    std::string table;
    std::string source;
    std::string model;
    std::string stage;
    double tokens = 0;
    double usd = 0;
  };
  struct Profile {
    std::string table;
    std::string source;
    std::string batch;
    std::string model;
    std::string stage;
    std::vector<std::pair<std::string, int>> entries;
  };

  std::map<std::string, std::vector<std::string>> models;   ///< Published name -> names in journals, lower case.
  std::map<std::string, std::vector<std::string>> prompts;  ///< Prompt -> protocols that ask in this way.
  std::vector<Figure> figures;
  std::vector<Cost> costs;
  std::vector<Profile> profiles;

  /// Whether a journal's model is the published one.
  bool IsModel(const std::string& published, const std::string& in_journal) const;
  bool IsAskedAs(const std::string& prompt, const std::string& protocol) const;
};

/// Reads names.toml and every other .toml of the folder, in the order of their names. Fails with kBadInput, file and
/// line for what is not as it should be: unknown keys, models or prompts without a line in names.toml, shares that
/// no number of runs gives.
Result<PublishedFigures> LoadPublishedFigures(const std::filesystem::path& folder);

}  // namespace autopilot
