#include "finding/root_causes.h"

#include <fmt/format.h>

#include "config/toml_table.h"

namespace autopilot {

Result<RootCauses> RootCauses::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(document, TomlTable::Load(file));
  RootCauses causes;
  for (const std::string& group : document.Keys()) {
    AUTOPILOT_TRY(table, document.Table(group));
    for (const std::string& id : table->Keys()) {
      std::vector<std::string> words;
      AUTOPILOT_CHECK(table->Read(id, words));
      if (words.size() != 2) {
        return Fail(table->About(id, fmt::format("{} must be [paper category, one sentence]", table->Name(id))));
      }
      if (!causes.causes_.emplace(id, RootCause{group, words[0], words[1]}).second) {
        return Fail(table->About(id, fmt::format("root cause \"{}\" is defined twice", id)));
      }
    }
  }
  return causes;
}

const RootCause* RootCauses::Find(const std::string& id) const {
  const auto found = causes_.find(id);
  return found == causes_.end() ? nullptr : &found->second;
}

void RootCauses::Complete(Finding& finding) const {
  if (finding.root_cause.empty()) return;
  const RootCause* cause = Find(finding.root_cause);
  finding.paper_category = cause == nullptr ? "Uncategorized" : cause->paper_category;
}

}  // namespace autopilot
