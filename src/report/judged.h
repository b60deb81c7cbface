#pragma once

#include <string>

#include "finding/finding.h"

namespace autopilot {

/// One candidate and its verdict, as the reports for other programs want them.
struct Judged {
  std::string id;
  std::string file;  ///< What findings without a file are about, as a path or a name.
  Verdict verdict;
  bool cached = false;  ///< Judged earlier.
};

}  // namespace autopilot
