#pragma once

/// Verdicts that were reached before: the same sketch, judged by the same facts and the same program, gets the same
/// one without being run again.

#include <filesystem>
#include <optional>
#include <string>

#include "core/paths.h"
#include "finding/finding.h"

namespace autopilot {

/// A folder of verdicts by key. Any number of threads and processes may use it at once: files appear whole or not
/// at all, and whoever finds one unreadable judges anew.
class VerdictCache {
 public:
  struct Kept {
    std::string text;  ///< The candidate as judged.
    Verdict verdict;
  };

  explicit VerdictCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::optional<Kept> Find(const std::string& key) const;

  /// Keeps a verdict that says something of the candidate: pass, reject, inconclusive. A full or read-only disk is
  /// no reason to withhold a verdict, so nothing is reported. The oldest of too many are removed.
  void Keep(const std::string& key, const Kept& kept) const;

 private:
  std::filesystem::path folder_;
};

/// Changes whenever the program, its profiles, headers, archives or compilers do: names, sizes and times of the files.
std::string FingerprintOf(const InstallPaths& paths);

}  // namespace autopilot
