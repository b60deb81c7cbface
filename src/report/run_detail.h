#pragma once

/// A run and its attempts as JSON for pages that unfold them in a browser: the drill-down of an experiment's report and
/// the live view. Texts that people read are ready to show; a page escapes them.

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "report/run_data.h"

namespace autopilot {

/// How much of a run is told. What is cut says so in its place.
struct DetailLimits {
  std::size_t text = 200'000;  ///< Bytes of a prompt, a reply or a candidate.
  std::size_t attempts = 400;  ///< The first ones; `attempts_left_out` counts the rest.
  std::size_t samples = 400;   ///< Of the twin's chart, taken evenly.
};

/// The keys of AttemptView, and: `diff` against the candidate of the attempt before it at the same step (unified),
/// whose number is `diff_to`; tokens, seconds and money as numbers. `before` may be null.
nlohmann::json AttemptDetail(const AttemptRecord& attempt, const AttemptRecord* before, const DetailLimits& limits);

/// The attempt that `attempts[at]` is to be compared with: the last one before it at the same stage and step that has a
/// candidate or a reply; null without one.
const AttemptRecord* AttemptBefore(const std::vector<AttemptRecord>& attempts, std::size_t at);

/// Run, stages with what they decided, found and showed on the twin. Without the attempts.
nlohmann::json RunDetail(const RunData& data, const DetailLimits& limits);

/// The same with `attempts`, each as AttemptDetail, and `attempts_left_out`.
nlohmann::json RunDetailWithAttempts(const RunData& data, const DetailLimits& limits);

/// What a stage is called in words.
std::string StageTitle(const std::string& stage);

}  // namespace autopilot
