#include "twin/library_discovery.h"

#include <algorithm>
#include <regex>

namespace autopilot {
namespace {

namespace fs = std::filesystem;

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool Holds(const fs::path& folder, const std::string& header) {
  std::error_code error;
  return fs::is_regular_file(folder / header, error);
}

bool MatchesAny(const std::vector<std::string>& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return std::regex_search(text, std::regex(pattern)); });
}

/// "./model.h" and "model.h" are one file.
std::string Plain(std::string header) {
  while (header.starts_with("./")) header.erase(0, 2);
  return header;
}

}  // namespace

LibraryDiscovery::LibraryDiscovery(const Contract& contract, Folders folders)
    : contract_(contract), folders_(std::move(folders)) {}

bool LibraryDiscovery::Found(const Include& include) const {
  if (include.quoted && folders_.own_files.contains(Plain(include.header))) return true;
  const auto holds = [&](const fs::path& folder) { return Holds(folder, include.header); };
  return std::any_of(folders_.core.begin(), folders_.core.end(), holds) ||
         std::any_of(path_.begin(), path_.end(), holds);
}

const ArduinoLibrary* LibraryDiscovery::Offering(const std::string& header) const {
  const auto found = std::find_if(contract_.libraries.begin(), contract_.libraries.end(),
                                  [&](const ArduinoLibrary& library) { return Contains(library.headers, header); });
  return found == contract_.libraries.end() ? nullptr : &*found;
}

void LibraryDiscovery::Join(const ArduinoLibrary& library) {
  const fs::path folder = folders_.device / library.folder;
  if (std::find(path_.begin(), path_.end(), folder) != path_.end()) return;
  path_.push_back(folder);
  for (const ArduinoLibrary& other : contract_.libraries) {
    if (Contains(library.needs, other.name) && !other.folder.empty()) Join(other);
  }
}

bool LibraryDiscovery::Add(const std::string& header) {
  if (contract_.library.IsMarker(header) && marker_.empty()) {
    marker_ = header;
    path_.insert(path_.end(), folders_.tflm.begin(), folders_.tflm.end());
    return true;
  }
  const ArduinoLibrary* library = Offering(header);
  if (library == nullptr || library->folder.empty() || !Holds(folders_.device / library->folder, header)) return false;
  const std::size_t before = path_.size();
  Join(*library);
  return path_.size() > before;
}

void LibraryDiscovery::Follow(const std::vector<Include>& includes) {
  for (const Include& include : includes) {
    if (Found(include)) continue;
    if (include.conditional) return;
    if (Add(include.header)) continue;
    missing_ = Explain(include);
    return;
  }
}

MissingHeader LibraryDiscovery::Explain(const Include& include) const {
  using Why = MissingHeader::Why;
  const std::string& header = include.header;
  if (!include.quoted && folders_.own_files.contains(Plain(header))) return {include, Why::kOwnFile, ""};
  if (const ArduinoLibrary* library = Offering(header)) return {include, Why::kNotModelled, library->name};
  if (Contains(contract_.library.headers, header)) {
    return {include, !marker_.empty() ? Why::kNotModelled : Why::kOrder, contract_.library.title};
  }
  for (const LibraryProfile::Packaging& packaging : contract_.library.packagings) {
    if (packaging.marker_header == marker_ && Contains(packaging.headers, header)) {
      return {include, Why::kNotModelled, marker_ + ", a packaging of " + contract_.library.title};
    }
  }
  if (Contains(contract_.board.headers, header) || MatchesAny(contract_.board.unmodelled_headers, header)) {
    return {include, Why::kNotModelled, contract_.board.title};
  }
  const auto other = contract_.other_headers.find(header);
  if (other != contract_.other_headers.end()) return {include, Why::kLibrary, other->second};
  std::string generations;
  for (const LibraryProfile& library : contract_.other_libraries) {
    if (Contains(library.headers, header)) generations += (generations.empty() ? "" : ", ") + library.id;
  }
  return {include, generations.empty() ? Why::kInvented : Why::kOtherGeneration, generations};
}

}  // namespace autopilot
