#pragma once

#include <string_view>

#include "core/status.h"

namespace autopilot {

/// From here on a reader that has gone away is an error of writing, as a full disk is, and not the end of the
/// program. Call once, from main.
void ReportBrokenOutput();

/// Writes results to stdout, at once. Fails with kInfrastructure and the cause where they do not arrive.
Status WriteOutput(std::string_view text);

/// Whether everything that was printed to stdout, by whatever means, has arrived. Call last.
Status FinishOutput();

}  // namespace autopilot
