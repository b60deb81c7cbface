#include "classify/taxonomy.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/toml_table.h"
#include "core/text.h"

namespace autopilot {
namespace {

bool ContainsOne(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

}  // namespace

Result<Taxonomy> Taxonomy::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(document, TomlTable::Load(file));
  AUTOPILOT_CHECK(document.AllowOnly({"unknown_timestamp", "otherwise", "group", "rule"}));
  Taxonomy taxonomy;
  AUTOPILOT_CHECK(document.Require("unknown_timestamp", taxonomy.unknown_timestamp_));
  AUTOPILOT_CHECK(document.Require("otherwise", taxonomy.otherwise_));
  AUTOPILOT_TRY(groups, document.Tables("group"));
  for (const TomlTable& table : groups) {
    TaxonomyGroup group;
    AUTOPILOT_CHECK(table.AllowOnly({"name", "categories"}));
    AUTOPILOT_CHECK(table.Require("name", group.name));
    AUTOPILOT_CHECK(table.Require("categories", group.categories));
    taxonomy.groups_.push_back(std::move(group));
  }
  const auto known = [&](const std::string& category) {
    return std::any_of(taxonomy.groups_.begin(), taxonomy.groups_.end(), [&](const TaxonomyGroup& group) {
      return std::find(group.categories.begin(), group.categories.end(), category) != group.categories.end();
    });
  };
  if (!known(taxonomy.otherwise_)) return Fail(document.About("otherwise", "this category is in no [[group]]"));
  AUTOPILOT_TRY(rules, document.Tables("rule"));
  for (const TomlTable& table : rules) {
    Rule rule;
    AUTOPILOT_CHECK(table.AllowOnly({"category", "any", "and", "counts"}));
    AUTOPILOT_CHECK(table.Require("category", rule.place.category));
    AUTOPILOT_CHECK(table.Require("any", rule.any));
    AUTOPILOT_CHECK(table.Read("and", rule.also));
    AUTOPILOT_CHECK(table.Read("counts", rule.place.counts));
    if (!known(rule.place.category)) return Fail(table.About("category", "this category is in no [[group]]"));
    for (const std::vector<std::string>* words : {&rule.any, &rule.also}) {
      const auto upper =
          std::find_if(words->begin(), words->end(), [](const auto& word) { return word != Lower(word); });
      if (upper == words->end()) continue;
      return Fail(table.About("any", fmt::format("\"{}\" can never match", *upper), "write it in lower case"));
    }
    taxonomy.rules_.push_back(std::move(rule));
  }
  return taxonomy;
}

TaxonomyPlace Taxonomy::Classify(std::string_view message, std::string_view timestamp) const {
  const std::string text = Lower(message);
  const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& one) {
    return ContainsOne(text, one.any) && (one.also.empty() || ContainsOne(text, one.also));
  });
  TaxonomyPlace place = rule == rules_.end() ? TaxonomyPlace{otherwise_, true} : rule->place;
  if (timestamp == unknown_timestamp_) place.counts = false;
  return place;
}

}  // namespace autopilot
