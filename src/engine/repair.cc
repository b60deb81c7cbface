#include "engine/repair.h"

#include <atomic>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/interrupt.h"
#include "engine/in_order.h"
#include "engine/script_bench.h"
#include "engine/verifiers.h"
#include "repair/rules.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// The text of a sketch, whatever the candidate came as.
class SketchJudge : public CandidateJudge {
 public:
  SketchJudge(VerifyCase candidate, Verifier& verifier) : candidate_(std::move(candidate)), verifier_(verifier) {
    candidate_.as = "sketch";
  }

  Result<Judgement> Judge(const std::string& text) override { return JudgeWith(Thrift::kInTurn, text); }
  Result<Judgement> JudgeStep(const std::string& text) override { return JudgeWith(Thrift::kErrors, text); }

 private:
  Result<Judgement> JudgeWith(Thrift thrift, const std::string& text) {
    candidate_.text = text;
    Judgement judgement;
    AUTOPILOT_TRY(result, verifier_.JudgeAnew(candidate_, thrift, &judgement.diagnostics));
    judgement.verdict = std::move(result.verdict);
    return judgement;
  }

  VerifyCase candidate_;
  Verifier& verifier_;
};

json RecordsJson(const std::vector<RepairRecord>& records) {
  json list = json::array();
  for (const RepairRecord& record : records) {
    list.push_back(
        {{"rule", record.rule}, {"root_cause", record.root_cause}, {"what", record.what}, {"line", record.line}});
  }
  return list;
}

RepairResult Untouched(const VerifyResult& judged) {
  RepairResult result;
  result.id = judged.id;
  result.author = judged.text;
  result.repaired.text = judged.text;
  result.repaired.before = judged.verdict;
  result.repaired.after = judged.verdict;
  return result;
}

}  // namespace

Result<RepairResult> RepairOne(const VerifyCase& candidate, const RepairFacts& facts, Verifier& verifier) {
  Judgement before;
  AUTOPILOT_TRY(judged, verifier.JudgeAnew(candidate, Thrift::kInTurn, &before.diagnostics));
  if (judged.verdict.verdict != VerdictKind::kReject || judged.verdict.gate == "reply") return Untouched(judged);
  before.verdict = judged.verdict;
  SketchJudge judge(candidate, verifier);
  RepairResult result;
  result.id = candidate.id;
  result.author = judged.text;
  AUTOPILOT_TRY(repaired,
                RepairSketch(judged.text, std::move(before), verifier.contract(), facts, SketchRules(), judge));
  result.repaired = std::move(repaired);
  return result;
}

Result<RepairResult> RepairScript(const VerifyCase& candidate, const std::filesystem::path& application,
                                  const VerifyOptions& options, Workshop& workshop) {
  std::optional<RepairResult> only;
  BatchCase item;
  item.candidate = candidate;
  AUTOPILOT_CHECK(RepairBatch({item}, application, options, 1, workshop, [&](const RepairResult& result) -> Status {
    only = result;
    return {};
  }));
  if (!only) return Fail(Infrastructure("interrupted"));
  return *std::move(only);
}

Status RepairBatch(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                   const VerifyOptions& options, int jobs, Workshop& workshop,
                   const std::function<Status(const RepairResult&)>& done) {
  AUTOPILOT_TRY(facts, LoadRepairFacts(workshop.paths().profiles()));
  AUTOPILOT_TRY(script_facts, LoadScriptRepairs(workshop.paths().profiles()));
  AUTOPILOT_TRY(verifiers, Verifiers::For(cases, application, options, workshop));
  InOrder<RepairResult> output(cases.size(), done);
  const std::vector<std::vector<std::size_t>> units = RunsOf(cases);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    ScriptBench bench(workshop, verifiers);
    const auto repair = [&](const BatchCase& item) -> Result<RepairResult> {
      if (item.candidate.stage == "sg") return RepairOne(item.candidate, facts, verifiers.Sketches(item));
      AUTOPILOT_TRY(mended, bench.Repair(item, script_facts));
      return RepairResult{item.candidate.id, std::move(mended.author), std::move(mended.repaired)};
    };
    for (std::size_t unit = next++; unit < units.size() && !Interrupted() && !output.ended(); unit = next++) {
      bench.Clear();
      for (const std::size_t index : units[unit]) {
        auto repaired = repair(cases[index]);
        if (Interrupted()) return;
        output.Put(index,
                   repaired ? std::move(*repaired) : Untouched(BrokenCase(cases[index].candidate, repaired.error())));
      }
    }
  };
  AUTOPILOT_CHECK(OnThreads(jobs, work));
  return output.status();
}

std::string RepairLine(const RepairResult& result) {
  const Repaired& repaired = result.repaired;
  json object;
  object["id"] = result.id;
  object["changed"] = repaired.changed;
  object["repairs"] = RecordsJson(repaired.repairs);
  object["offers"] = RecordsJson(repaired.offers);
  object["text"] = repaired.text;
  object["before"] = repaired.before;
  object["before"]["id"] = result.id;
  object["after"] = repaired.after;
  object["after"]["id"] = result.id;
  object["kept_share"] = repaired.kept_share;
  object["tokens"] = 0;
  if (!repaired.not_tried.empty()) object["not_tried"] = repaired.not_tried;
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace autopilot
