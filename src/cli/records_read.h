#pragma once

#include "core/console.h"
#include "core/json_records.h"

namespace autopilot {

/// Warns of everything in a file that could not be read, each place once, the first ones in full.
void WarnOfUnread(const std::string& file, const RecordsRead& read, Console& console);

}  // namespace autopilot
