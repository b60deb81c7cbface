#pragma once

/// The causal fault behind a logged failure, by profiles/causes.toml, diagnostics.toml and what libraries have.

#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "classify/log_entry.h"
#include "core/status.h"
#include "finding/diagnostic_rules.h"
#include "finding/root_causes.h"
#include "profile/profile.h"

namespace autopilot {

struct Cause {
  enum class Kind {
    kFault,        ///< `root_cause` says which.
    kAgain,        ///< Says again what was logged before; `says` in words.
    kUnexplained,  ///< Something failed, and no rule knows why.
    kSilent,       ///< Recorded as failed without a word.
  };
  Kind kind = Kind::kUnexplained;
  std::string root_cause;
  std::string symptom;  ///< For a cut prompt: the cause that its reply alone would have.
  std::string says;
};

/// Not thread-safe: remembers what it has seen.
class CauseRules {
 public:
  /// Reads causes.toml and diagnostics.toml in `profiles_folder`. kBadInput, with the line, for an expression that
  /// does not parse or a cause that `vocabulary` lacks.
  static Result<CauseRules> Load(const std::filesystem::path& profiles_folder, const Profiles& profiles,
                                 const RootCauses& vocabulary);

  /// For entries that failed.
  Cause Classify(const LogEntry& entry);

 private:
  struct Rule {
    std::string cause;
    bool has_fault = false;
    bool has_text = false;
    std::regex fault;
    std::regex text;
    std::vector<std::string> stages;  ///< Empty: all.
  };
  struct Again {
    std::regex pattern;
    std::string says;
  };

  explicit CauseRules(DiagnosticRules diagnostics) : diagnostics_(std::move(diagnostics)) {}
  void LearnHeaders(const Profiles& profiles, const std::string& generation);
  /// Empty where no rule knows.
  std::string FaultOf(const LogEntry& entry);
  std::string ByCompiler(const std::string& words, const std::string& source_line, const std::string& symbol);

  DiagnosticRules diagnostics_;
  std::vector<Rule> rules_;
  std::vector<Again> again_;
  std::vector<int> cut_prompts_;
  std::string symbol_;
  std::string sensors_;                         ///< An alternation, for the rules' {sensor}.
  std::map<std::string, std::string> headers_;  ///< Header -> what it means that it was not found.
  std::map<std::string, std::string> seen_;     ///< What a compiler said -> its cause.
};

}  // namespace autopilot
