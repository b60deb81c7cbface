#pragma once

/// What the report's templates show of verdicts and attempts. All return views for RenderTemplate.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "finding/finding.h"
#include "journal/journal.h"

namespace autopilot {

/// A verdict's word and the class of its colour.
nlohmann::json BadgeView(const std::string& verdict);

/// Findings (errors first) with excerpts of `source`, whose name is `name`; gates.
nlohmann::json VerdictView(const Verdict& verdict, const std::string& source, const std::string& name);

nlohmann::json AttemptView(const AttemptRecord& attempt);

}  // namespace autopilot
