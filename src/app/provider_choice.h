#pragma once

/// Who is asked, as [provider] of app.toml and [[model]] of experiment.toml say it.

#include <optional>
#include <string>

#include "config/toml_table.h"
#include "core/status.h"

namespace autopilot {

struct ProviderChoice {
  std::string name;  ///< "local", "openai", ...; empty: the default.
  std::string model;
  std::string base_url;
  std::string wire;                      ///< Wire format of a server of one's own; empty: as the profile says.
  std::string key_variable;              ///< Environment variable that holds the key.
  int context_window = 0;                ///< Tokens of prompt and reply together; 0: as the provider's profile says.
  std::optional<bool> writes_functions;  ///< writes = ["functions"] or []; empty: as the profile says.
};

/// Reads all keys but `name`. kBadInput with file and line for values that cannot be.
Status ReadProviderChoice(const TomlTable& table, ProviderChoice& provider);

}  // namespace autopilot
