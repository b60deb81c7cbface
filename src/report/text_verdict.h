#pragma once

#include <string>

#include "finding/finding.h"

namespace autopilot {

struct TextOptions {
  bool colour = false;  ///< ANSI colours; the caller knows whether it writes to a terminal.
  int width = 100;      ///< Columns that long texts are wrapped to.
};

/// How a verdict is shown to a person: the gates with their times, then every finding with place,
/// quoted line, table of input, expected and got, evidence, and what to do next. `source` is the
/// candidate's text (for quoting), `name` the file it came from.
std::string VerdictText(const Verdict& verdict, const std::string& source, const std::string& name,
                        const TextOptions& options);

}  // namespace autopilot
