#pragma once

/// Archives of a few files, by libarchive: gzipped tar, readable with `tar` as well.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct ArchiveEntry {
  std::string name;
  std::filesystem::path file;
};

/// Writes the files under their names, in this order. No times and no owners: the same content gives the same archive.
Status WriteArchive(const std::vector<ArchiveEntry>& entries, const std::filesystem::path& out);

/// Unpacks into `folder`, which exists. `limit_of` says how many bytes an entry may have, from its name and the folder
/// with what came before it; nullopt: such an entry does not belong here. Names are plain file names; anything else, an
/// entry that comes twice, is no regular file or is longer than its limit is kBadInput.
Status ReadArchive(const std::filesystem::path& archive, const std::filesystem::path& folder,
                   const std::function<Result<std::int64_t>(const std::string& name)>& limit_of);

}  // namespace autopilot
