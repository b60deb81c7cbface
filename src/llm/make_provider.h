#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/console.h"
#include "core/paths.h"
#include "core/process.h"
#include "llm/http_chat.h"
#include "llm/provider.h"

namespace autopilot {

/// Which provider, as app.toml's [provider] and the command line say.
struct ProviderConfig {
  std::string name;          ///< "local" (also if empty), "replay", a service of profiles/providers.toml, or any
                             ///< name together with `base_url`.
  std::string model;         ///< Empty: the provider's default, if it has one.
  std::string base_url;      ///< Empty: the service's own.
  std::string wire;          ///< Wire format of a server of one's own; empty: the service's own, else "openai".
  std::string key_variable;  ///< Environment variable with the key; empty: the service's own.
  std::filesystem::path replay_file;
  int context_window = 0;                     ///< 0: as the profile says.
  std::optional<bool> writes_functions = {};  ///< Empty: as the profile says.
  bool must_have_price = false;               ///< There is a limit of money, which an unknown price would undo.
};

/// What providers use. All references outlive the provider.
struct ProviderContext {
  const InstallPaths& paths;
  ProcessRunner& runner;
  Clock& clock;
  Console& console;
  std::filesystem::path log_folder;  ///< For the local server's log.
  ProgressHook progress;             ///< May be empty.
};

/// Makes the provider. "local" begins loading its model at once, in the background. Talks to nobody
/// otherwise. Fails with kBadInput for an unknown name, a missing key or model, a bad recording, and
/// with kInfrastructure when the local model is not here.
Result<std::unique_ptr<Provider>> MakeProvider(const ProviderConfig& config, const ProviderContext& context);

/// Fails where MakeProvider would, but for a recording; starts nothing.
Status CheckProvider(const ProviderConfig& config, const ProviderContext& context);

/// kBadInput where `config` must have a price and none is known. MakeProvider asks this itself; for those that
/// are made later it is asked before anything is spent.
Status CheckPrice(const ProviderConfig& config, const ProviderContext& context);

}  // namespace autopilot
