#include "engine/script_bench.h"

#include <algorithm>

namespace autopilot {

std::vector<std::vector<std::size_t>> RunsOf(const std::vector<BatchCase>& cases) {
  std::vector<std::vector<std::size_t>> units;
  std::map<std::string, std::size_t> of_run;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string& run = cases[i].candidate.run;
    const auto known = run.empty() ? of_run.end() : of_run.find(run);
    if (known != of_run.end()) {
      units[known->second].push_back(i);
      continue;
    }
    if (!run.empty()) of_run[run] = units.size();
    units.push_back({i});
  }
  for (auto& unit : units) {
    std::stable_sort(unit.begin(), unit.end(),
                     [&](std::size_t a, std::size_t b) { return cases[a].step < cases[b].step; });
  }
  return units;
}

Result<ScriptJudge*> ScriptBench::JudgeFor(const BatchCase& item) {
  if (!box_) {
    AUTOPILOT_TRY(box, OpenScriptBox(workshop_));
    box_ = std::move(box);
  }
  const std::string library = verifiers_.LibraryOf(item);
  auto judge = judges_.find(library);
  if (judge == judges_.end()) judge = judges_.emplace(library, verifiers_.Scripts(item).JudgeIn(*box_)).first;
  return &judge->second;
}

Result<VerifyResult> ScriptBench::Judge(const BatchCase& item) {
  AUTOPILOT_TRY(judge, JudgeFor(item));
  auto judged = JudgeScript(item.candidate, *judge);
  if (!judged && !box_->alive()) Close();
  return judged;
}

Result<ScriptRepaired> ScriptBench::Repair(const BatchCase& item, const nlohmann::json& facts) {
  AUTOPILOT_TRY(judge, JudgeFor(item));
  const std::string library = verifiers_.LibraryOf(item);
  auto repairer = repairers_.find(library);
  if (repairer == repairers_.end()) {
    const Contract& contract = verifiers_.Scripts(item).contract();
    repairer = repairers_.try_emplace(library, contract, *judge, *box_, facts).first;
  }
  auto repaired = repairer->second.Repair(AsScript(item.candidate));
  if (!repaired && !box_->alive()) Close();
  return repaired;
}

void ScriptBench::Close() {
  repairers_.clear();
  judges_.clear();
  box_.reset();
}

}  // namespace autopilot
