#pragma once

/// What a script's run says by itself: how it ended, what it wrote, which errors it swallowed.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "finding/finding.h"

namespace autopilot {

/// A script's run, as ScriptBox::Run answers, read once.
struct ScriptRun {
  int exit_code = 0;
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  double seconds = 0;      ///< By the clock.
  double cpu_seconds = 0;  ///< The script's own work.

  struct CaughtError {
    int line = 0;
    std::string type;
    std::string message;
    bool broad = false;     ///< By a handler for any error.
    bool idle = false;      ///< The handler does nothing but say so.
    bool expected = false;  ///< A named error that is let pass, or one of several attempts.
    bool looped = false;    ///< In a loop: about one of many things.
  };
  std::vector<CaughtError> caught;

  /// The error that ended it; empty type where none did.
  struct LastError {
    std::string type;
    std::string message;
    std::string text;    ///< Of the script's line.
    std::string inner;   ///< Package of the innermost frame; empty for the script and the standard library.
    std::string module;  ///< Of an ImportError.
    int line = 0;
    bool in_script = false;
  } error;

  std::vector<std::string> read;     ///< Files of its folder, in the order of opening, that were there before.
  std::vector<std::string> written;  ///< Files that are new or that it wrote anew.
  std::vector<std::string> stale;    ///< Of them, those whose time says that they are older than the run.
  std::vector<std::string> present;  ///< All files of the folder afterwards.
  std::vector<std::string> closed;   ///< Files and folders that it left unreadable for their owner; "." for its own.
  bool started_others = false;       ///< Programs of which nothing is noted.
  std::string too_much;              ///< What it wrote too much of; then nothing is left.

  bool watched = true;    ///< All notes of what it did came, in order.
  bool tampered = false;  ///< If not: it meddled with what watches it.
  std::string unwatched;  ///< If not: how that shows.

  bool ok() const { return exit_code == 0 && signal == 0 && !timed_out && too_much.empty(); }
};

ScriptRun ReadScriptRun(const nlohmann::json& answer);

/// Why the run as such is a fault; empty for one that ended well.
std::vector<Finding> CheckRun(const ScriptRun& run, const std::string& stage, const nlohmann::json& trace);

/// What a run cannot be believed for: an error where the script meddled with what watches it, a warning where something
/// innocent may have cut the watching off; null where all was seen or the run failed anyway.
std::optional<Finding> CheckWatching(const ScriptRun& run);

/// Files that were named and are not there, or not of this run. `transforms`: the operation has to write something.
std::vector<Finding> CheckNamed(const ScriptRun& run, const std::vector<std::string>& outputs, bool transforms);

/// What the tables that a script wrote say about its work.
struct TablesSeen {
  bool unchanged = false;    ///< One equals what was read.
  bool untraceable = false;  ///< There are some, and the rows of none can be followed back to what was read.
  bool unjudged = false;     ///< They are too large to be judged.
};

/// What was caught and not mended, by what came of it; empty where nothing was swallowed. `changes`: the operation has
/// to change every table.
std::vector<Finding> CheckSwallowed(const ScriptRun& run, const std::vector<Finding>& artifacts, TablesSeen tables,
                                    bool changes);

}  // namespace autopilot
