#pragma once

/// gcc's messages, parsed once and used by gates, reports and prompts alike.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

struct Diagnostic {
  enum class Kind { kError, kWarning, kNote };
  Kind kind = Kind::kError;
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;
  std::string source;        ///< The quoted source line, if gcc printed one.
  bool from_linker = false;  ///< What is missing or double is a definition.
};

/// Understands gcc's and ld's (and mold's) text formats; lines that are neither are skipped.
std::vector<Diagnostic> ParseDiagnostics(std::string_view compiler_output);

}  // namespace autopilot
