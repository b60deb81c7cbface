#pragma once

#include <string>
#include <vector>

#include "app/sketch_files.h"
#include "finding/finding.h"

namespace autopilot {

struct TextOptions {
  bool colour = false;  ///< ANSI colours; the caller knows whether it writes to a terminal.
  int width = 100;      ///< Columns that long texts are wrapped to.
  bool cached = false;  ///< The verdict was reached earlier.
};

/// How a verdict is shown to a person: the gates with their times, then every finding with place,
/// quoted line, table of input, expected and got, evidence, and what to do next. `sources` are the candidate's
/// files by the names that findings give them (for quoting), the main one first; `name` is the candidate's.
std::string VerdictText(const Verdict& verdict, const std::vector<SketchFile>& sources, const std::string& name,
                        const TextOptions& options);

}  // namespace autopilot
