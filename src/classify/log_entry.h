#pragma once

/// One record of a failure, in whichever shape it was logged. Shapes: docs/formats/classify.md.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct LogEntry {
  enum class Kind {
    kLog,      ///< A line of an error log: timestamp, message, traceback.
    kAttempt,  ///< A recorded attempt: verdict, error, tokens.
    kVerdict,  ///< What our own `verify` says of a candidate.
  };
  Kind kind = Kind::kLog;
  bool failed = true;     ///< False: nothing went wrong.
  std::string timestamp;  ///< As it stands.
  std::string stage;      ///< "dp", "mc", "sg", ...; empty if not known.
  std::string message;    ///< The first line of the error; empty if the failure has no words.
  std::string details;    ///< What follows it: compiler text, traceback.
  int prompt_tokens = 0;
  int context_window = 0;      ///< 0: not known.
  std::string root_cause;      ///< As a verdict gives it.
  std::string paper_category;  ///< As a verdict gives it.
};

/// kBadInput, saying what is missing, for an object of another shape.
Result<LogEntry> ToLogEntry(const nlohmann::json& object);

/// The first two letters or so of a step's name, "sg_sketch_code_gen_attempt#1" -> "sg".
std::string StageOf(const std::string& step);

}  // namespace autopilot
