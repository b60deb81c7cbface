#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// A known OpenAI-compatible service: one table of profiles/providers.toml.
struct Service {
  std::string name;
  std::string base_url;
  std::string key_variable;  ///< Environment variable; empty: no key needed.
  std::string model;         ///< Default; empty: the user must name one.
  std::string tokenize_url;  ///< Empty: none.
  std::string max_tokens_field = "max_tokens";
  int context_window = 0;         ///< 0: unknown.
  bool writes_functions = false;  ///< writes = ["functions"]: strong enough for Provider::writes_functions.
  /// Request fields that some models reject.
  struct Quirk {
    std::string model;  ///< Pattern.
    std::vector<std::string> omit;
  };
  std::vector<Quirk> quirks;

  /// Request fields to leave out for `for_model`.
  std::vector<std::string> Omit(const std::string& for_model) const;
};

/// In the order of the file. Fails with kInfrastructure when it is missing or broken.
Result<std::vector<Service>> LoadServices(const std::filesystem::path& file);

}  // namespace autopilot
