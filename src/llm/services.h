#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// A known service: one table of profiles/providers.toml.
struct Service {
  std::string name;
  std::string wire = "openai";  ///< Wire format: one of kWireFormats.
  std::string base_url;
  std::string key_variable;  ///< Environment variable; empty: no key needed.
  std::string model;         ///< Default; empty: the user must name one.
  std::string tokenize_url;  ///< Empty: none.
  std::string max_tokens_field = "max_tokens";
  int context_window = 0;         ///< 0: unknown.
  bool writes_functions = false;  ///< writes = ["functions"]: strong enough for Provider::writes_functions.
  /// What is known about some of its models.
  struct Model {
    std::string pattern;            ///< Of names.
    std::vector<std::string> omit;  ///< Request fields that they reject.
    int context_window = 0;         ///< 0: as the service.
    int thinking_tokens = 0;        ///< As Provider::thinking_tokens.
  };
  std::vector<Model> models;

  /// What holds for the model of this name: the first entry that fits, else an empty one.
  Model Of(const std::string& wanted) const;
};

/// The wire formats that the program speaks.
inline constexpr const char* kWireFormats[] = {"openai", "anthropic", "ollama"};
bool IsWireFormat(const std::string& name);

/// In the order of the file. Fails with kInfrastructure when it is missing or broken.
Result<std::vector<Service>> LoadServices(const std::filesystem::path& file);

}  // namespace autopilot
