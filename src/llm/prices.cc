#include "llm/prices.h"

#include <fnmatch.h>

#include "llm/toml_data.h"

namespace autopilot {

Result<PriceList> PriceList::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, ReadDataFile(file));
  const toml::array* prices = table["price"].as_array();
  if (!prices) return Fail(BadDataFile(file, 0, "there is no [[price]]"));
  PriceList list;
  for (const toml::node& node : *prices) {
    const toml::table* price = node.as_table();
    if (!price) return Fail(BadDataFile(file, static_cast<int>(node.source().begin.line), "a price is a table"));
    AUTOPILOT_TRY(provider, Require<std::string>(*price, "provider", file));
    AUTOPILOT_TRY(model, Require<std::string>(*price, "model", file));
    AUTOPILOT_TRY(prompt, Require<double>(*price, "prompt", file));
    AUTOPILOT_TRY(completion, Require<double>(*price, "completion", file));
    list.entries_.push_back({provider, model, {prompt, completion}});
  }
  return list;
}

std::optional<Price> PriceList::Find(const std::string& provider, const std::string& model) const {
  for (const Entry& entry : entries_) {
    if (fnmatch(entry.provider.c_str(), provider.c_str(), 0) == 0 &&
        fnmatch(entry.model.c_str(), model.c_str(), 0) == 0) {
      return entry.price;
    }
  }
  return std::nullopt;
}

}  // namespace autopilot
