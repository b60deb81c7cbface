#pragma once

/// The published study's taxonomy, executable: from a logged message to one of its categories, by the ordered rules of
/// profiles/taxonomy-paper.toml.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct TaxonomyGroup {
  std::string name;
  std::vector<std::string> categories;
};

/// How one message is filed.
struct TaxonomyPlace {
  std::string category;
  bool counts = true;  ///< False: no part of the figure.
};

class Taxonomy {
 public:
  /// kBadInput, with the line, for a file that does not parse or a rule whose category is in no group.
  static Result<Taxonomy> Load(const std::filesystem::path& file);

  TaxonomyPlace Classify(std::string_view message, std::string_view timestamp) const;
  const std::vector<TaxonomyGroup>& groups() const { return groups_; }
  /// What no rule matches.
  const std::string& otherwise() const { return otherwise_; }

 private:
  struct Rule {
    std::vector<std::string> any;
    std::vector<std::string> also;  ///< Empty: nothing more is asked.
    TaxonomyPlace place;
  };
  std::vector<TaxonomyGroup> groups_;
  std::vector<Rule> rules_;
  std::string unknown_timestamp_;
  std::string otherwise_;
};

}  // namespace autopilot
