#pragma once

/// The one line of a log that names the fault: a compiler's first error, a linker's complaint, the exception at the
/// end of a Python traceback, or the message itself.

#include <string>

#include "classify/log_entry.h"

namespace autopilot {

struct FaultLine {
  enum class Speaker { kCompiler, kLinker, kPython, kOther };
  Speaker speaker = Speaker::kOther;
  std::string text;         ///< Without file, line and "error:".
  std::string source_line;  ///< What the compiler quotes below it.
};

FaultLine FindFault(const LogEntry& entry);

/// The header that a compiler did not find, or nothing.
std::string MissingHeaderIn(const FaultLine& fault);

/// The model's array by the compiler's own words ("previous declaration as 'const unsigned char net [2528]'").
std::string ModelSymbolIn(const std::string& text);

}  // namespace autopilot
