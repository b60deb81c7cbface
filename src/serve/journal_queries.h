#pragma once

/// The questions that the live view asks a journal: lists that are filtered and turned page by page, and counts.
/// Answers are JSON as docs/formats/serve.md has it. Each is made to answer while somebody waits, also over a million
/// attempts.

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"
#include "journal/sqlite.h"

namespace autopilot {

/// Empty parts do not filter.
struct AttemptFilter {
  std::string run;
  std::string experiment;
  std::string model;
  std::string stage;
  std::string verdict;  ///< "open": not judged.
  std::string cause;
  std::string category;
  bool oldest_first = false;
  std::int64_t after = 0;  ///< The last id of the page before; 0: the first page.
  int limit = 50;          ///< 1 or more.
};

struct RunFilter {
  std::string verdict;  ///< "unfinished": none yet.
  std::string text;     ///< Part of the application's name, or the beginning of the id.
  std::string experiment;
  std::string model;     ///< Of its trial; outside experiments the provider that was asked for.
  std::string protocol;  ///< The same.
  std::string after;     ///< `next` of the page before.
  int limit = 50;        ///< 1 or more.
};

/// The stages and verdicts that attempts and runs have in a journal.
std::vector<std::string> JournalStages();
std::vector<std::string> JournalVerdicts();

/// Reads one journal. Not thread-safe; cheap to open.
class JournalQueries {
 public:
  static Result<JournalQueries> Open(const std::filesystem::path& file);

  Result<nlohmann::json> Attempts(const AttemptFilter& filter);
  /// kBadInput for an `after` that no page gave.
  Result<nlohmann::json> Runs(const RunFilter& filter);
  /// What is under way: runs without an end that wrote last, with the questions that wait for an answer.
  Result<nlohmann::json> UnderWay();
  /// The values that there are to filter by.
  Result<nlohmann::json> Facets();
  /// How much there is, by model, stage and verdict, and by root cause. Walks all attempts.
  Result<nlohmann::json> Counts();
  Result<nlohmann::json> Experiments();
  /// The trial of a run; null outside experiments.
  Result<nlohmann::json> TrialOf(const std::string& run);
  /// Whether this is the whole id of a run.
  Result<bool> HasRun(const std::string& run);
  /// The run of an attempt; empty if there is no such attempt.
  Result<std::string> RunOf(std::int64_t attempt);
  /// A number that is another after every change that another connection has made.
  Result<std::int64_t> DataVersion();

 private:
  explicit JournalQueries(Database database) : database_(std::move(database)) {}
  Result<nlohmann::json> Column(const char* sql);

  Database database_;
};

}  // namespace autopilot
