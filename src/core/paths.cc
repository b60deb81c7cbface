#include "core/paths.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace autopilot {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  std::error_code error;
  fs::path path = fs::absolute(value, error);
  return error ? fs::path(value) : path.lexically_normal();
}

bool IsFolder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool HoldsData(const fs::path& folder) { return IsFolder(folder / "profiles") && IsFolder(folder / "prompts"); }

/// The folder itself and those above it, nearest first.
std::vector<fs::path> Ancestors(fs::path folder) {
  std::vector<fs::path> all;
  while (true) {
    all.push_back(folder);
    if (folder == folder.parent_path()) return all;
    folder = folder.parent_path();
  }
}

/// The first that exists; if none does, the first: who needs it says what is missing and the cure.
fs::path FirstFolder(const std::vector<fs::path>& candidates) {
  for (const fs::path& candidate : candidates) {
    if (IsFolder(candidate)) return candidate;
  }
  return candidates.front();
}

/// The program lies in a build folder: build/release/autopilot, or build/release/src/core_test.
fs::path LibOfBuild(const fs::path& program_folder, const fs::path& home) {
  return FirstFolder({program_folder / "twin", program_folder.parent_path() / "twin",
                      home / "build" / "release" / "twin", home / "lib" / "twin"});
}

fs::path LibOfInstallation(const fs::path& prefix) {
  std::vector<fs::path> candidates = {prefix / "lib" / "autopilot" / "twin"};
  std::error_code error;
  // Debian's multiarch folder: lib/x86_64-linux-gnu and its like.
  for (const auto& entry : fs::directory_iterator(prefix / "lib", error)) {
    candidates.push_back(entry.path() / "autopilot" / "twin");
  }
  candidates.push_back(prefix / "lib64" / "autopilot" / "twin");
  return FirstFolder(candidates);
}

Result<fs::path> FindCache() {
  if (auto cache = Variable("AUTOPILOT_CACHE")) return *cache;
  if (auto cache = Variable("XDG_CACHE_HOME")) return *cache / "autopilot";
  if (auto home = Variable("HOME")) return *home / ".cache" / "autopilot";
  return Fail(Infrastructure("there is no place for the cache: neither AUTOPILOT_CACHE nor HOME is set",
                             "set AUTOPILOT_CACHE to a folder"));
}

}  // namespace

Result<InstallPaths> FindInstallPaths() {
  std::error_code error;
  return FindInstallPathsOf(fs::read_symlink("/proc/self/exe", error));
}

Result<InstallPaths> FindInstallPathsOf(const fs::path& program) {
  AUTOPILOT_TRY(cache, FindCache());
  const fs::path folder = program.parent_path();

  if (auto home = Variable("AUTOPILOT_HOME")) {
    if (!IsFolder(*home / "profiles")) {
      return Fail(Infrastructure("AUTOPILOT_HOME has no folder profiles/",
                                 "set it to the source tree or to <prefix>/share/autopilot, or unset it")
                      .At(home->string()));
    }
    const fs::path prefix = home->parent_path().parent_path();
    const bool installed = *home == prefix / "share" / "autopilot";
    return InstallPaths{*home, installed ? LibOfInstallation(prefix) : LibOfBuild(folder, *home), cache};
  }

  std::string looked;
  for (const fs::path& candidate : Ancestors(folder)) {
    if (HoldsData(candidate)) return InstallPaths{candidate, LibOfBuild(folder, candidate), cache};
    looked += candidate.string() + ", ";
  }
  const fs::path prefix = folder.parent_path();
  const fs::path share = prefix / "share" / "autopilot";
  if (HoldsData(share)) return InstallPaths{share, LibOfInstallation(prefix), cache};
  return Fail(Infrastructure("the program's own data (profiles/ and prompts/) is in none of " + looked + share.string(),
                             "set AUTOPILOT_HOME to the folder that holds them"));
}

}  // namespace autopilot
