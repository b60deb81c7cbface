#include "twin/user_library_runtime.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

#include "core/files.h"
#include "twin/user_library.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kInstallation[] = "installation";
constexpr char kUnlinkable[] = "unlinkable";
constexpr char kWrapped[] = "wrapped.txt";

/// What of the installation the runner was linked from: another state of it makes other traces.
std::string StampOf(const UserLibraryRecipe& recipe) {
  std::string stamp;
  for (const auto* archives : {&recipe.runner_whole_archives, &recipe.runner_archives}) {
    for (const fs::path& archive : *archives) {
      std::error_code error;
      const auto size = fs::file_size(archive, error);
      const auto time = fs::last_write_time(archive, error).time_since_epoch().count();
      stamp += fmt::format("{} {} {}\n", archive.string(), size, time);
    }
  }
  return stamp;
}

/// As the profile names it; empty where it does not.
fs::path IncludeFolderOf(const fs::path& profile) {
  const auto text = ReadFile(profile);
  if (!text) return {};
  try {
    return toml::parse(*text)["include_folder"].value_or(std::string());
  } catch (const toml::parse_error&) {
    return {};  // Whoever loads the profiles says so.
  }
}

}  // namespace

bool UserRuntime::IsWhole() const {
  std::error_code error;
  return fs::exists(folder_ / kInstallation, error);
}

bool UserRuntime::IsOf(const UserLibraryRecipe& recipe) const {
  const auto said = ReadFile(folder_ / kInstallation);
  return said && *said == StampOf(recipe);
}

Status UserRuntime::SayWhole(const UserLibraryRecipe& recipe) const {
  return WriteFile(folder_ / kInstallation, StampOf(recipe));
}

std::string UserRuntime::Unlinkable() const {
  auto words = ReadFile(folder_ / kUnlinkable);
  return words ? std::move(*words) : "";
}

Status UserRuntime::SayUnlinkable(const std::string& words) const { return WriteFile(folder_ / kUnlinkable, words); }

std::vector<std::string> UserRuntime::Wrapped() const {
  std::vector<std::string> symbols;
  if (const auto text = ReadFile(folder_ / kWrapped)) {
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) symbols.push_back(line);
  }
  return symbols;
}

Status UserRuntime::SayWrapped(const std::vector<std::string>& symbols) const {
  std::string text;
  for (const std::string& symbol : symbols) text += symbol + '\n';
  return WriteFile(folder_ / kWrapped, text);
}

fs::path UserLibraryFolder(const fs::path& cache) { return cache / "libraries"; }

void AddUserLibraries(const fs::path& cache, TwinRecipe& recipe) {
  if (recipe.libraries.empty()) return;
  const UserLibraryRecipe& how = recipe.user_library;
  // Sketches are compiled as for every other generation.
  const LibraryRecipe base = recipe.libraries.begin()->second;
  std::error_code error;
  for (fs::directory_iterator entry(UserLibraryFolder(cache), error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".toml") continue;
    const UserRuntime runtime(IncludeFolderOf(entry->path()).parent_path());
    if (!runtime.IsOf(how)) continue;
    LibraryRecipe library = base;
    library.library_includes = {runtime.include()};
    library.host_full_prelude = base.host.prelude;
    library.host_link_command.insert(library.host_link_command.end(), how.sketch_link_flags.begin(),
                                     how.sketch_link_flags.end());
    for (const std::string& symbol : runtime.Wrapped()) library.host_link_command.push_back("--wrap=" + symbol);
    library.host_runner = runtime.runner();
    library.host_symbols = runtime.symbols();
    library.image.core = how.target_core;
    library.image.library = runtime.library();
    library.image.library_is_seen = true;
    library.image.unlinkable = runtime.Unlinkable();
    library.readable = {runtime.folder()};
    recipe.libraries[entry->path().stem().string()] = std::move(library);
  }
}

}  // namespace autopilot
