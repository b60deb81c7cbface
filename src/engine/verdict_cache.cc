#include "engine/verdict_cache.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/files.h"
#include "core/hash.h"
#include "core/process.h"
#include "journal/verdict_json.h"
#include "twin/user_library.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Files in one of 256 folders; a verdict takes some kilobytes.
constexpr std::size_t kMostInFolder = 256;

fs::path FileOf(const fs::path& folder, const std::string& key) { return folder / key.substr(0, 2) / (key + ".json"); }

/// Half of a folder goes at once, the oldest first, so that this is rare.
void Prune(const fs::path& folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    const auto time = entry->last_write_time(gone);
    if (!gone) files.emplace_back(time, entry->path());
  }
  if (files.size() <= kMostInFolder) return;
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i < files.size() / 2; ++i) fs::remove(files[i].second, error);
}

/// Name, size and time of a file, so that two states of an installation differ.
std::string Stamp(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path.string() + " -\n";
  return path.string() + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec) + "\n";
}

}  // namespace

std::optional<VerdictCache::Kept> VerdictCache::Find(const std::string& key) const {
  const auto text = ReadFile(FileOf(folder_, key));
  if (!text) return std::nullopt;
  const json kept = json::parse(*text, nullptr, false);
  if (!kept.is_object() || !kept.contains("text") || !kept["text"].is_string() || !kept.contains("verdict")) {
    return std::nullopt;
  }
  auto verdict = VerdictFromJson(kept["verdict"]);
  if (!verdict) return std::nullopt;
  return Kept{kept["text"].get<std::string>(), std::move(*verdict)};
}

void VerdictCache::Keep(const std::string& key, const Kept& kept) const {
  const VerdictKind kind = kept.verdict.verdict;
  if (kind != VerdictKind::kPass && kind != VerdictKind::kReject && kind != VerdictKind::kInconclusive) return;
  const json object = {{"text", kept.text}, {"verdict", kept.verdict}};
  const fs::path file = FileOf(folder_, key);
  const Status written = WriteFile(file, object.dump(-1, ' ', false, json::error_handler_t::replace));
  if (written) Prune(file.parent_path());
}

std::string FingerprintOf(const InstallPaths& paths) {
  std::vector<std::string> stamps;
  for (const fs::path& folder : {paths.profiles(), paths.device(), paths.lib}) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      if (entry->is_regular_file(ignored)) stamps.push_back(Stamp(entry->path()));
    }
  }
  // A user's own libraries: the profiles name their runtimes by a hash of what they are made of.
  std::error_code none;
  for (fs::directory_iterator entry(UserLibraryFolder(paths.cache), none), end; !none && entry != end;
       entry.increment(none)) {
    if (entry->path().extension() == ".toml") stamps.push_back(Stamp(entry->path()));
  }
  for (const char* program : {"arm-none-eabi-g++", "arm-none-eabi-ld", "g++", "mold", "arduino-ctags"}) {
    if (const auto path = FindProgram(program)) stamps.push_back(Stamp(*path));
  }
  std::error_code error;
  stamps.push_back(Stamp(fs::read_symlink("/proc/self/exe", error)));
  std::sort(stamps.begin(), stamps.end());
  std::string text = AUTOPILOT_VERSION "\n";
  for (const std::string& stamp : stamps) text += stamp;
  return Sha256(text);
}

}  // namespace autopilot
