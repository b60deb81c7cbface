#pragma once

/// Counted failures for people and for programs. JSON shapes: docs/formats/classify.md.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "classify/failure_tally.h"

namespace autopilot {

enum class FailureView { kPaper, kCause, kBoth };

/// As `autopilot classify` prints it.
std::string FailureText(const FailureTally& tally, const Taxonomy& taxonomy, FailureView view);
nlohmann::ordered_json FailureJson(const FailureTally& tally, FailureView view);

}  // namespace autopilot
