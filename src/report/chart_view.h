#pragma once

/// Geometry of the report's charts: plain numbers, which the templates put into SVG and tables.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "journal/stage_detail.h"
#include "report/run_data.h"

namespace autopilot {

/// What the twin saw: input tensor against expectation (one plot a feature, or one for all where there
/// are many), reported against true class, share right at each brightness. Null without samples.
nlohmann::json TwinView(const ChartData& chart, double tolerance);

/// Tokens and seconds of every attempt as bars on one scale.
nlohmann::json CostView(const std::vector<AttemptRecord>& attempts);

/// How often each gate was asked, how it answered, and its median time.
nlohmann::json GateTimesView(const RunData& data);

}  // namespace autopilot
