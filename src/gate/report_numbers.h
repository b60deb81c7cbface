#pragma once

/// Numbers in printed text.

#include <string>
#include <vector>

namespace autopilot {

struct PrintedNumber {
  std::size_t begin = 0;
  std::size_t end = 0;
  double value = 0;
  bool whole = false;     ///< Written without a fraction, an exponent or a percent sign.
  bool attached = false;  ///< Follows a letter directly, as in "class2".
};

/// The numbers of a line, in order. A hyphen between a name and a number is no sign: "class-2" holds 2.
std::vector<PrintedNumber> FindNumbers(const std::string& line);

}  // namespace autopilot
