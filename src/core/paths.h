#pragma once

/// Where the program finds its own data and keeps what it fetched.

#include <filesystem>

#include "core/status.h"

namespace autopilot {

/// Folders of one installation.
struct InstallPaths {
  std::filesystem::path home;   ///< Holds profiles/, prompts/, device/, python/, report/, docs/published/.
  std::filesystem::path lib;    ///< Prebuilt archives and precompiled headers of the twin.
  std::filesystem::path cache;  ///< Fetched and computed: venv, models, engines, measured facts.

  std::filesystem::path profiles() const { return home / "profiles"; }
  std::filesystem::path prompts() const { return home / "prompts"; }
  std::filesystem::path device() const { return home / "device"; }
  std::filesystem::path python() const { return home / "python"; }
  std::filesystem::path published() const { return home / "docs" / "published"; }
  std::filesystem::path venv_python() const { return cache / "venv" / "bin" / "python"; }
};

/// AUTOPILOT_HOME if set; else the source tree of a build folder; else <prefix>/share/autopilot.
/// The cache is AUTOPILOT_CACHE, else XDG_CACHE_HOME/autopilot, else ~/.cache/autopilot.
/// Fails with kInfrastructure when no data is found, naming where it looked.
Result<InstallPaths> FindInstallPaths();

/// The same for the program at `program`.
Result<InstallPaths> FindInstallPathsOf(const std::filesystem::path& program);

}  // namespace autopilot
