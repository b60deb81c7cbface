#pragma once

/// The live view's answers to requests, without sockets: pages, and the JSON API of docs/formats/serve.md.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/file_identity.h"
#include "core/paths.h"
#include "core/status.h"
#include "journal/journal.h"
#include "serve/journal_queries.h"

namespace autopilot {

/// Where a journal is, and what makes the tables and the page of one of its experiments. The functions are called by
/// several threads, for one experiment one at a time. Null: experiments have no tables.
struct ApiSources {
  std::filesystem::path journal;
  std::function<Result<nlohmann::json>(const std::string& experiment)> tables;
  std::function<Result<std::string>(const std::string& experiment)> page;
};

struct ApiAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  bool report = false;  ///< A page of its own, with scripts of its own: to be kept apart from everything else.
};

using ApiParameters = std::multimap<std::string, std::string>;

/// Thread-safe.
class Api {
 public:
  /// Opens the journal (and brings it up to date), reads the pages from `paths`. `clock` outlives the object. A journal
  /// that is not there yet, or empty, is waited for, and never made: until then there is nothing to show (503).
  static Result<std::unique_ptr<Api>> Create(ApiSources sources, const InstallPaths& paths, const Clock& clock);

  /// What is at `path`; 404 for what is not there, 400 for parameters that are not understood.
  ApiAnswer Get(const std::string& path, const ApiParameters& parameters);
  /// Whether `path` may be seen by those who have not signed in: the page and its parts, which hold no data.
  bool IsPublic(const std::string& path) const { return files_.count(path) > 0; }

 private:
  struct File {
    std::string type;
    std::string content;
  };
  /// An answer that takes long, kept until the journal has changed, and for some time after that. Whoever asks for it
  /// while it is made waits for it, and nobody else.
  struct Kept {
    std::mutex mutex;
    std::int64_t version = 0;
    double made = 0;
    double took = 0;
    std::optional<nlohmann::json> value;
  };

  struct KeptExperiment {
    Kept tables;
    std::mutex page;
  };

  Api(ApiSources sources, InstallPaths paths, const Clock& clock);
  Status ReadFiles();
  /// Whether the journal is open; opens it if it has come into being, and anew if another file has taken its place.
  Result<bool> IsOpen();

  Result<nlohmann::json> Answer(const std::string& path, const ApiParameters& parameters);
  Result<nlohmann::json> Changes();
  Result<nlohmann::json> Run(const std::string& id);
  Result<nlohmann::json> Attempt(const std::string& id);
  Result<nlohmann::json> Experiment(const std::string& name);
  Result<std::string> RunPage(const std::string& id);
  Result<std::string> ExperimentPage(const std::string& name);
  /// kBadInput for an experiment that is not in the journal.
  Result<KeptExperiment*> FindExperiment(const std::string& name);
  Result<nlohmann::json> KeptOrMade(Kept& kept, const std::function<Result<nlohmann::json>()>& make);
  /// A number that grows with every change of the journal.
  Result<std::int64_t> Version();

  ApiSources sources_;
  InstallPaths paths_;
  const Clock* clock_;
  std::map<std::string, File> files_;

  std::mutex journal_mutex_;
  std::unique_ptr<Journal> journal_;
  std::mutex watch_mutex_;
  std::optional<JournalQueries> watcher_;
  std::optional<FileIdentity> opened_;  ///< Nothing: none is open yet.
  std::int64_t seen_ = 0;
  std::int64_t version_ = 0;                ///< 0: no journal yet.
  std::atomic<std::int64_t> replaced_ = 0;  ///< The first version of the journal that is open.
  Kept counts_;
  Kept facets_;
  std::mutex experiments_mutex_;                       ///< Of the map, not of what is in it.
  std::map<std::string, KeptExperiment> experiments_;  ///< None is ever removed.
};

}  // namespace autopilot
