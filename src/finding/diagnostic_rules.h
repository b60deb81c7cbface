#pragma once

/// From a compiler message to its root cause, by the ordered rules of profiles/diagnostics.toml.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct DiagnosticCause {
  std::string root_cause;
  std::string next;
};

class DiagnosticRules {
 public:
  /// kBadInput with the file where the rules do not parse.
  static Result<DiagnosticRules> Load(const std::filesystem::path& file);

  /// `names` fills the rules' {placeholders}: "symbol", "sensor". What no rule knows is "syntax_error".
  DiagnosticCause Classify(const std::string& message, const std::string& source_line,
                           const std::map<std::string, std::string>& names) const;

 private:
  struct Rule {
    std::string pattern;
    std::string source;
    DiagnosticCause cause;
  };
  std::vector<Rule> rules_;
};

}  // namespace autopilot
