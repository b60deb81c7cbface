#include "llm/services.h"

#include <fnmatch.h>

#include "llm/toml_data.h"

namespace autopilot {

std::vector<std::string> Service::Omit(const std::string& for_model) const {
  std::vector<std::string> fields;
  for (const Quirk& quirk : quirks) {
    if (fnmatch(quirk.model.c_str(), for_model.c_str(), 0) != 0) continue;
    fields.insert(fields.end(), quirk.omit.begin(), quirk.omit.end());
  }
  return fields;
}

Result<std::vector<Service>> LoadServices(const std::filesystem::path& file) {
  AUTOPILOT_TRY(table, ReadDataFile(file));
  const toml::array* entries = table["service"].as_array();
  if (!entries) return Fail(BadDataFile(file, 0, "there is no [[service]]"));
  std::vector<Service> services;
  for (const toml::node& node : *entries) {
    const toml::table* entry = node.as_table();
    if (!entry) return Fail(BadDataFile(file, static_cast<int>(node.source().begin.line), "a service is a table"));
    Service service;
    AUTOPILOT_TRY(name, Require<std::string>(*entry, "name", file));
    AUTOPILOT_TRY(base_url, Require<std::string>(*entry, "base_url", file));
    service.name = name;
    service.base_url = base_url;
    service.key_variable = (*entry)["key_variable"].value_or(std::string());
    service.model = (*entry)["model"].value_or(std::string());
    service.tokenize_url = (*entry)["tokenize_url"].value_or(std::string());
    service.max_tokens_field = (*entry)["max_tokens_field"].value_or(service.max_tokens_field);
    service.context_window = (*entry)["context_window"].value_or(0);
    AUTOPILOT_TRY(writes, ReadWrites(*entry, file));
    service.writes_functions = writes;
    if (const toml::array* quirks = (*entry)["quirk"].as_array()) {
      for (const toml::node& quirk_node : *quirks) {
        const toml::table* quirk = quirk_node.as_table();
        if (!quirk) continue;
        AUTOPILOT_TRY(model, Require<std::string>(*quirk, "model", file));
        Service::Quirk parsed{model, {}};
        if (const toml::array* omit = (*quirk)["omit"].as_array()) {
          for (const toml::node& field : *omit) parsed.omit.push_back(field.value_or(std::string()));
        }
        service.quirks.push_back(std::move(parsed));
      }
    }
    services.push_back(std::move(service));
  }
  return services;
}

}  // namespace autopilot
