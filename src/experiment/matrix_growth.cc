#include "experiment/matrix_growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace autopilot {
namespace {

/// Whether the same one is asked the same way. A context window that was too small, so that trials ended as
/// infrastructure, may be mended.
bool SameModel(const MatrixModel& a, const MatrixModel& b) {
  return a.replay == b.replay && a.asks.name == b.asks.name && a.asks.model == b.asks.model &&
         a.asks.base_url == b.asks.base_url && a.asks.wire == b.asks.wire &&
         a.asks.key_variable == b.asks.key_variable && a.asks.writes_functions == b.asks.writes_functions;
}

Error Changed(const Matrix& now, const std::string& what) {
  return BadInput(fmt::format("the experiment \"{}\" was begun with another matrix: {}", now.name, what),
                  "give the changed one another [experiment] name or another --out; repeats, models, protocols, "
                  "variants, samplings and applications may be added to one")
      .At(now.file.string());
}

/// Each of `before` is still there, and as it was.
template <typename T, typename Name, typename Same>
Status CheckKept(const Matrix& now, const char* what, const std::vector<T>& before, const std::vector<T>& after,
                 const Name& name, const Same& same) {
  for (const T& old : before) {
    const auto kept = std::find_if(after.begin(), after.end(), [&](const T& one) { return name(one) == name(old); });
    if (kept == after.end()) return Fail(Changed(now, fmt::format("the {} \"{}\" is gone", what, name(old))));
    if (!same(old, *kept)) return Fail(Changed(now, fmt::format("the {} \"{}\" is another", what, name(old))));
  }
  return {};
}

}  // namespace

Status CheckExtends(const Matrix& before, const Matrix& now) {
  if (before.seed != now.seed) return Fail(Changed(now, "the seed is another"));
  if (before.stages != now.stages) return Fail(Changed(now, "the stages are others"));
  if (before.repeats > now.repeats) return Fail(Changed(now, "there are fewer repeats"));
  const BudgetLimits& old = before.trial;
  const BudgetLimits& limits = now.trial;
  if (old.tokens != limits.tokens || old.usd != limits.usd || old.seconds != limits.seconds ||
      old.attempts_a_step != limits.attempts_a_step) {
    return Fail(Changed(now, "the budget of a trial is another"));
  }
  const auto name = [](const auto& one) { return one.name; };
  AUTOPILOT_CHECK(CheckKept(now, "model", before.models, now.models, name, SameModel));
  const auto any = [](const auto&, const auto&) { return true; };
  AUTOPILOT_CHECK(CheckKept(now, "protocol", before.protocols, now.protocols, name, any));
  AUTOPILOT_CHECK(CheckKept(now, "variant", before.variants, now.variants, name,
                            [](const auto& a, const auto& b) { return a.prompts == b.prompts; }));
  AUTOPILOT_CHECK(CheckKept(now, "sampling", before.samplings, now.samplings, name, [](const auto& a, const auto& b) {
    return a.temperature == b.temperature && a.top_p == b.top_p;
  }));
  return CheckKept(
      now, "application", before.applications, now.applications, [](const auto& one) { return one.written; }, any);
}

}  // namespace autopilot
