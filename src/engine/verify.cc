#include "engine/verify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "core/files.h"
#include "gate/judge.h"
#include "gate/reply_gate.h"
#include "stage/convert_for_judging.h"

namespace autopilot {
namespace {

/// Of several answers, or of one with gaps, nobody knows; but pieces, other languages and cut code no compiler accepts.
bool HoldsNothingThatBuilds(const std::string& root_cause) {
  return root_cause != "reply_multiple_candidates" && root_cause != "reply_elided";
}

}  // namespace

Result<std::unique_ptr<Verifier>> Verifier::Create(const std::filesystem::path& app_toml, const std::string& profile,
                                                   Workshop& workshop) {
  AUTOPILOT_TRY(application, LoadApplication(app_toml));
  if (!profile.empty()) {
    const auto& known = workshop.profiles().libraries;
    if (!known.contains(profile)) {
      std::vector<std::string> ids;
      for (const auto& [id, library] : known) ids.push_back(id);
      return Fail(BadInput(fmt::format("there is no profile of the library \"{}\"", profile),
                           fmt::format("use one of {}", fmt::join(ids, ", "))));
    }
    application.library = profile;
  }
  // Only a model that is still to be converted needs Keras: a sketch is judged with the converted one.
  const bool convert = !application.tflite && !application.header;
  Application measured = application;
  if (!convert) measured.keras.reset();
  AUTOPILOT_TRY(contract, workshop.Measure(measured));
  if (convert) {
    AUTOPILOT_TRY(worker, workshop.worker());
    AUTOPILOT_CHECK(ConvertForJudging(contract, *worker, workshop.paths()));
  }
  AUTOPILOT_TRY(twin, workshop.twin());
  return std::unique_ptr<Verifier>(new Verifier(std::move(contract), workshop, *twin));
}

Result<VerifyResult> Verifier::Judge(const VerifyCase& candidate) const {
  VerifyResult result;
  result.id = candidate.id;
  result.text = candidate.text;
  GateRecord reply_gate{"reply", VerdictKind::kPass, 0};
  std::vector<Finding> remarks;
  if (candidate.as == "reply") {
    const auto start = std::chrono::steady_clock::now();
    ReplyAnswer reply = CheckReply(candidate.text, Wanted::kSketch,
                                   {candidate.finish_reason, candidate.prompt_tokens, candidate.context_window});
    for (Finding& finding : reply.answer.findings) workshop_->causes().Complete(finding);
    reply_gate.ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    reply_gate.verdict = reply.answer.verdict;
    remarks = std::move(reply.answer.findings);
    result.text = std::move(reply.code);
    if (reply.answer.verdict != VerdictKind::kPass) {
      result.verdict.verdict = reply.answer.verdict;
      result.verdict.gate = "reply";
      result.verdict.gates.push_back(reply_gate);
      result.verdict.root_cause = remarks.front().root_cause;
      result.verdict.paper_category = remarks.front().paper_category;
      result.verdict.findings = std::move(remarks);
      if (reply.answer.verdict == VerdictKind::kReject && HoldsNothingThatBuilds(result.verdict.root_cause)) {
        result.verdict.builds = 0;
      }
      return result;
    }
  }
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-verify"));
  Case judged{contract_, *twin_, workshop_->causes(), workshop_->rules(), scratch.path(), result.text, {}, {}, {},
              {},        {}};
  AUTOPILOT_TRY(verdict, JudgeSketch(judged, SketchGates()));
  if (candidate.as == "reply") {
    verdict.gates.insert(verdict.gates.begin(), reply_gate);
    verdict.findings.insert(verdict.findings.end(), remarks.begin(), remarks.end());
  }
  result.verdict = std::move(verdict);
  return result;
}

}  // namespace autopilot
