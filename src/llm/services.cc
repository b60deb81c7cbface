#include "llm/services.h"

#include <fnmatch.h>

#include <algorithm>
#include <iterator>

#include "llm/toml_data.h"

namespace autopilot {

Service::Model Service::Of(const std::string& wanted) const {
  for (const Model& entry : models) {
    if (fnmatch(entry.pattern.c_str(), wanted.c_str(), 0) == 0) return entry;
  }
  return {};
}

bool IsWireFormat(const std::string& name) {
  return std::find(std::begin(kWireFormats), std::end(kWireFormats), name) != std::end(kWireFormats);
}

namespace {

Result<Service::Model> ReadModel(const toml::table& table, const std::filesystem::path& file) {
  AUTOPILOT_TRY(pattern, Require<std::string>(table, "name", file));
  Service::Model model;
  model.pattern = pattern;
  if (const toml::array* omit = table["omit"].as_array()) {
    for (const toml::node& field : *omit) model.omit.push_back(field.value_or(std::string()));
  }
  model.context_window = table["context_window"].value_or(0);
  model.thinking_tokens = table["thinking_tokens"].value_or(0);
  return model;
}

}  // namespace

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
    service.wire = (*entry)["wire"].value_or(service.wire);
    if (!IsWireFormat(service.wire)) {
      return Fail(BadDataFile(file, static_cast<int>(entry->source().begin.line),
                              "there is no wire format '" + service.wire + "'"));
    }
    service.key_variable = (*entry)["key_variable"].value_or(std::string());
    service.model = (*entry)["model"].value_or(std::string());
    service.tokenize_url = (*entry)["tokenize_url"].value_or(std::string());
    service.max_tokens_field = (*entry)["max_tokens_field"].value_or(service.max_tokens_field);
    service.context_window = (*entry)["context_window"].value_or(0);
    AUTOPILOT_TRY(writes, ReadWrites(*entry, file));
    service.writes_functions = writes;
    if (const toml::array* models = (*entry)["model_facts"].as_array()) {
      for (const toml::node& model_node : *models) {
        const toml::table* model = model_node.as_table();
        if (!model) {
          return Fail(BadDataFile(file, static_cast<int>(model_node.source().begin.line), "model_facts are tables"));
        }
        AUTOPILOT_TRY(read, ReadModel(*model, file));
        service.models.push_back(std::move(read));
      }
    }
    services.push_back(std::move(service));
  }
  return services;
}

}  // namespace autopilot
