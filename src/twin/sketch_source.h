#pragma once

/// From .ino to C++, by the rules of arduino-cli: Arduino.h first, a prototype for every function that
/// is used before its definition, and #line so that messages point into the author's file.

#include <string>
#include <string_view>
#include <vector>

#include "app/sketch_files.h"

namespace autopilot {

/// One line of arduino-ctags' output.
struct SourceTag {
  std::string name;
  std::string kind;  ///< "function", "prototype", "variable", ...
  int line = 0;
  std::string signature;  ///< "(int a, int b = 3)"
  std::string return_type;
  bool scoped = false;  ///< Belongs to a class, struct or namespace.
};

/// Reads `ctags --fields=KSTtzns` output; lines that are no tags are skipped.
std::vector<SourceTag> ParseTags(std::string_view ctags_output);

/// Runs of blanks become one blank, so that regular expressions, which recurse in libstdc++, stay shallow
/// whatever a sketch holds.
std::string SquashBlanks(std::string_view text);

/// The C++ unit of a sketch: `text` with prototypes inserted before its first function. Messages name the tabs, of
/// which there is at least one.
std::string RenderSketchUnit(std::string_view text, const std::vector<SourceTag>& tags,
                             const std::vector<SketchLayout::Tab>& tabs);

/// `#line LINE "FILE"` and a line end; a file's name may hold what C++ would take for something else.
std::string LineMark(const SketchLayout::Place& place);

}  // namespace autopilot
