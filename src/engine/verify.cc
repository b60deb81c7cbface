#include "engine/verify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "app/contract_fingerprint.h"
#include "core/files.h"
#include "core/hash.h"
#include "gate/build_gate.h"
#include "gate/judge.h"
#include "gate/reply_gate.h"
#include "gate/run_plan.h"
#include "stage/convert_for_judging.h"

namespace autopilot {
namespace {

/// Of several answers, or of one with gaps, nobody knows; but pieces, other languages and cut code no compiler accepts.
bool HoldsNothingThatBuilds(const std::string& root_cause) {
  return root_cause != "reply_multiple_candidates" && root_cause != "reply_elided";
}

/// What the application names is another model than the one beside the sketch.
Result<std::optional<Finding>> CompareModels(const Application& application, const OwnModel& own) {
  std::string named;
  std::string bytes;
  if (application.tflite) {
    AUTOPILOT_TRY(file, ReadFile(*application.tflite));
    named = application.tflite->filename().string();
    bytes = std::move(file);
  } else if (application.header) {
    AUTOPILOT_TRY(text, ReadFile(*application.header));
    AUTOPILOT_TRY(header, ReadModelHeader(text, application.header->string()));
    named = application.header->filename().string();
    bytes = std::move(header.bytes);
  }
  if (named.empty() || bytes == own.header.bytes) return std::nullopt;
  Finding finding;
  finding.rule = "contract/other-model";
  finding.severity = Severity::kWarning;
  finding.file = own.file;
  finding.message = fmt::format("{} holds another model than {} ({} and {} bytes); the sketch is judged with its own",
                                own.file, named, own.header.bytes.size(), bytes.size());
  finding.next = "write the header again from the model of the application";
  return finding;
}

}  // namespace

Result<Application> LoadForJudging(const std::filesystem::path& app_toml, const std::string& library,
                                   Workshop& workshop) {
  AUTOPILOT_TRY(application, LoadApplication(app_toml));
  if (!library.empty()) {
    const auto& known = workshop.profiles().libraries;
    if (!known.contains(library)) {
      std::vector<std::string> ids;
      for (const auto& [id, profile] : known) ids.push_back(id);
      return Fail(BadInput(fmt::format("there is no profile of the library \"{}\"", library),
                           fmt::format("use one of {}", fmt::join(ids, ", "))));
    }
    application.library = library;
  }
  return std::move(application);
}

Result<std::unique_ptr<Verifier>> Verifier::Create(const std::filesystem::path& app_toml, const SketchOnDisk* sketch,
                                                   const VerifyOptions& options, Workshop& workshop) {
  AUTOPILOT_TRY(application, LoadForJudging(app_toml, options.library, workshop));
  std::optional<OwnModel> own;
  if (sketch != nullptr) {
    AUTOPILOT_TRY(found, FindOwnModel(*sketch));
    own = std::move(found);
  }
  // Only a model that is still to be converted needs Keras: a sketch is judged with the converted one.
  const bool convert = !own && !application.tflite && !application.header;
  Application measured = application;
  if (!convert) measured.keras.reset();
  AUTOPILOT_TRY(contract, workshop.Measure(measured));
  std::vector<Finding> remarks;
  if (own) {
    AUTOPILOT_TRY(other, CompareModels(application, *own));
    if (other) remarks.push_back(std::move(*other));
    contract.application.symbol = own->header.symbol;
    AUTOPILOT_CHECK(AdoptModel(contract, std::move(own->header.bytes), sketch->Shown(own->file)));
  } else if (convert) {
    AUTOPILOT_TRY(worker, workshop.worker());
    AUTOPILOT_CHECK(ConvertForJudging(contract, *worker, workshop.paths()));
  }
  return Ready(std::move(contract), std::move(remarks), options, workshop);
}

Result<std::unique_ptr<Verifier>> Verifier::Create(const SketchOnDisk& sketch, const SketchFlags& flags,
                                                   const VerifyOptions& options, Workshop& workshop) {
  AUTOPILOT_TRY(contract, MeasureSketch(sketch, flags, workshop.profiles()));
  return Ready(std::move(contract), {}, options, workshop);
}

Result<std::unique_ptr<Verifier>> Verifier::Ready(Contract contract, std::vector<Finding> remarks,
                                                  const VerifyOptions& options, Workshop& workshop) {
  std::unique_ptr<Verifier> verifier(new Verifier(std::move(contract), options, workshop));
  verifier->remarks_ = std::move(remarks);
  if (options.use_cache) {
    verifier->cache_.emplace(workshop.paths().cache / "verdicts");
    verifier->facts_ = FingerprintOf(verifier->contract_) + FingerprintOf(workshop.paths());
  } else {
    // Nobody needs to wait for a first candidate to learn that nothing can be run here.
    AUTOPILOT_CHECK(workshop.twin());
  }
  return verifier;
}

std::string Verifier::KeyOf(const VerifyCase& candidate) const {
  // Every part with its length, so that no two candidates make the same text.
  std::string text = facts_;
  const auto add = [&text](const std::string& part) { text += fmt::format("\n{}:", part.size()) + part; };
  add(candidate.as);
  add(candidate.text);
  for (const SketchLayout::Tab& tab : candidate.layout.tabs) add(fmt::format("{} {}", tab.first_line, tab.file));
  for (const SketchFile& file : candidate.layout.beside) {
    add(file.name);
    add(file.text);
  }
  add(candidate.finish_reason);
  add(fmt::format("{} {} {} {}", candidate.prompt_tokens, candidate.context_window, options_.measure_memory,
                  workshop_->options().unsafe_no_sandbox));
  return Sha256(text);
}

Result<VerifyResult> Verifier::Judge(const VerifyCase& candidate) {
  const std::string key = cache_ ? KeyOf(candidate) : "";
  if (cache_) {
    if (auto kept = cache_->Find(key)) {
      return VerifyResult{candidate.id, std::move(kept->text), std::move(kept->verdict), true, {}};
    }
  }
  AUTOPILOT_TRY(result, JudgeAnew(candidate));
  if (cache_) cache_->Keep(key, {result.text, result.verdict});
  return std::move(result);
}

std::vector<Stimulus> Verifier::TheStimuli() {
  const std::lock_guard lock(mutex_);
  if (!stimuli_) {
    auto planned = PlanStimuli(contract_);
    // Where there are none, the gate that needs them says why.
    stimuli_ = planned ? std::move(*planned) : std::vector<Stimulus>();
  }
  return *stimuli_;
}

Result<int> Verifier::BuildsAllTheSame(const std::string& refused, const std::string& root_cause) {
  if (refused.empty()) return HoldsNothingThatBuilds(root_cause) ? 0 : -1;
  AUTOPILOT_TRY(twin, workshop_->twin());
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-verify"));
  Case judged{contract_, *twin, workshop_->causes(), workshop_->rules(), scratch.path(), refused, {}, {}, {}, {}, {}};
  std::vector<std::unique_ptr<Gate>> gates;
  gates.push_back(std::make_unique<BuildGate>());
  AUTOPILOT_TRY(verdict, JudgeSketch(judged, gates));
  return verdict.builds;
}

Result<VerifyResult> Verifier::JudgeAnew(const VerifyCase& candidate, Thrift thrift,
                                         std::vector<Diagnostic>* diagnostics) {
  AUTOPILOT_TRY(twin, workshop_->twin());
  AUTOPILOT_CHECK(twin->Knows(contract_.library));
  VerifyResult result;
  result.id = candidate.id;
  result.text = candidate.text;
  GateRecord reply_gate{"reply", VerdictKind::kPass, 0};
  std::vector<Finding> remarks = remarks_;
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
      if (reply.answer.verdict == VerdictKind::kReject) {
        AUTOPILOT_TRY(builds, BuildsAllTheSame(reply.refused, result.verdict.root_cause));
        result.verdict.builds = builds;
      }
      return result;
    }
  }
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-verify"));
  Case judged{contract_, *twin, workshop_->causes(), workshop_->rules(), scratch.path(), result.text, {}, {}, {},
              {},        {}};
  judged.layout = candidate.layout;
  judged.measure_memory = options_.measure_memory;
  judged.thrift = thrift;
  judged.stimuli = TheStimuli();
  AUTOPILOT_TRY(verdict, JudgeSketch(judged, SketchGates()));
  if (diagnostics != nullptr && judged.build) *diagnostics = std::move(judged.build->diagnostics);
  // Checks of the text know its lines, not its files.
  for (Finding& finding : verdict.findings) {
    if (!finding.file.empty() || finding.line <= 0) continue;
    const SketchLayout::Place place = candidate.layout.Locate(finding.line);
    finding.file = place.file.empty() ? NameOfText() : place.file;
    finding.line = place.line;
  }
  if (candidate.as == "reply") verdict.gates.insert(verdict.gates.begin(), reply_gate);
  verdict.findings.insert(verdict.findings.end(), remarks.begin(), remarks.end());
  result.verdict = std::move(verdict);
  return result;
}

}  // namespace autopilot
