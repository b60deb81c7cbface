#pragma once

/// Verdicts as SARIF 2.1.0, the OASIS format that code scanning services and editors read.

#include <string>
#include <vector>

#include "finding/root_causes.h"
#include "report/judged.h"

namespace autopilot {

/// One log with one run: a rule for each check that spoke, a taxon for each root cause, a result for each finding
/// (place, message with what to do next, evidence and counterexample as properties), an artifact for each candidate
/// with its verdict and metrics. Root causes come from `causes`.
std::string SarifLog(const std::vector<Judged>& cases, const RootCauses& causes);

/// A path or a name as a URI reference: what has a meaning in a URI is escaped; absolute paths become file: URIs.
std::string UriOf(const std::string& path);

}  // namespace autopilot
