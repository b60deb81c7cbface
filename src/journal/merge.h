#pragma once

/// Several journals made one: those of the shards of an experiment, of several machines, of several people.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct MergeCounts {
  std::filesystem::path from;
  int runs = 0;                         ///< Added.
  int already = 0;                      ///< There before, with the same content.
  std::vector<std::string> unfinished;  ///< Left out: their runs have not ended, and stay where they are.
};

/// A journal as it is, or that of a workspace. One that is not there yet is a workspace, unless it is called as a file.
std::filesystem::path JournalToMergeInto(const std::filesystem::path& into);

/// Adds every run of `from` that has ended to `into`, which is made if it is not there, with all that belongs to it.
/// Doing it again adds nothing. Everything is checked before anything is written, run by run, so it needs no more
/// memory than one run; each journal is then added as a whole or not at all.
///
/// kBadInput, naming it: a run that stands in two of them with other content, a trial with two runs, an experiment with
/// two matrices; a shard of an experiment that is in none of them, unless `partial` (a journal that knows the
/// experiment and has no trial of it stands for a shard that was dealt none); a file that is missing, no journal, or of
/// a newer version.
Result<std::vector<MergeCounts>> MergeJournals(const std::filesystem::path& into,
                                               const std::vector<std::filesystem::path>& from, bool partial);

/// The same for shards that the experiment's own program has run. What `into`, a journal that is there, says is right:
/// its matrix, and its own run where a shard has that too (one that was tried again since). So nothing contradicts it,
/// and only what is no journal, or of a newer version, is refused.
Result<std::vector<MergeCounts>> MergeShards(const std::filesystem::path& into,
                                             const std::vector<std::filesystem::path>& from);

}  // namespace autopilot
