#pragma once

/// Judging a candidate that somebody else wrote: `autopilot verify`.

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/sketch_contract.h"
#include "core/status.h"
#include "engine/verdict_cache.h"
#include "engine/workshop.h"
#include "finding/finding.h"
#include "gate/gate.h"
#include "twin/diagnostics.h"

namespace autopilot {

/// One candidate to be judged.
struct VerifyCase {
  std::string id;
  std::string as = "sketch";  ///< "sketch", "script" or "reply".
  std::string text;
  SketchLayout layout = {};   ///< Of a sketch from disk.
  std::string finish_reason;  ///< Of a reply, if known.
  int prompt_tokens = 0;      ///< 0: unknown.
  int context_window = 0;     ///< 0: unknown.

  std::string stage = "sg";               ///< "sg", "dp" or "mc"; what follows is for the last two.
  std::string operation = {};             ///< What a script was asked to do; empty: unknown.
  std::vector<std::string> outputs = {};  ///< Files that it was asked for.
  std::string run = {};                   ///< Cases of a run share a folder; empty: one of its own.
};

/// A verdict and the candidate that it is about.
struct VerifyResult {
  std::string id;
  std::string text;  ///< The sketch as judged; empty if a reply held none.
  Verdict verdict;
  bool cached = false;  ///< Reached earlier, for the same candidate and the same facts.
  std::string script;   ///< Of a script: what it opened, wrote and printed, as a JSON object; else empty.
};

struct VerifyOptions {
  std::string library = {};  ///< Generation to judge against, instead of the application's.
  bool use_cache = true;
  bool measure_memory = false;  ///< Flash and RAM are wanted even where they are no matter.
};

/// Loads app.toml, with `library` in place of its own unless empty. Fails as LoadApplication, and with kBadInput for a
/// library that has no profile.
Result<Application> LoadForJudging(const std::filesystem::path& app_toml, const std::string& library,
                                   Workshop& workshop);

/// Judges candidates of one application. Thread-safe after creation.
class Verifier {
 public:
  /// Measures the application and makes sure that there is a model to judge with: the one that `sketch` brings (which
  /// may be null), else the given one, else the Keras model converted by the tool. Fails as MeasureContract does.
  static Result<std::unique_ptr<Verifier>> Create(const std::filesystem::path& app_toml, const SketchOnDisk* sketch,
                                                  const VerifyOptions& options, Workshop& workshop);

  /// For a sketch without an application. Fails as MeasureSketch does.
  static Result<std::unique_ptr<Verifier>> Create(const SketchOnDisk& sketch, const SketchFlags& flags,
                                                  const VerifyOptions& options, Workshop& workshop);

  /// Files in findings are named as in the layout. Fails only for infrastructure reasons.
  Result<VerifyResult> Judge(const VerifyCase& candidate);
  /// The same without the cache; what the compiler said goes to `diagnostics`, unless that is null.
  Result<VerifyResult> JudgeAnew(const VerifyCase& candidate, Thrift thrift = Thrift::kNone,
                                 std::vector<Diagnostic>* diagnostics = nullptr);

  const Contract& contract() const { return contract_; }
  /// How messages name a text that is no file.
  std::string NameOfText() const { return contract_.application.SketchName() + ".ino"; }

 private:
  Verifier(Contract contract, const VerifyOptions& options, Workshop& workshop)
      : contract_(std::move(contract)), options_(options), workshop_(&workshop) {}

  static Result<std::unique_ptr<Verifier>> Ready(Contract contract, std::vector<Finding> remarks,
                                                 const VerifyOptions& options, Workshop& workshop);
  /// What the verdict depends on, as a key of the cache.
  std::string KeyOf(const VerifyCase& candidate) const;

  /// What the compiler says of code in a refused reply: 1, 0, or -1 where there is none to ask about.
  Result<int> BuildsAllTheSame(const std::string& refused, const std::string& root_cause);

  /// What every sketch is shown, planned once.
  std::vector<Stimulus> TheStimuli();

  Contract contract_;
  VerifyOptions options_;
  std::vector<Finding> remarks_;  ///< On the sketch as a whole; part of every verdict.
  Workshop* workshop_;
  std::optional<VerdictCache> cache_;
  std::string facts_;  ///< Fingerprint of contract and installation.
  std::mutex mutex_;   ///< Of what is made at its first use.
  std::optional<std::vector<Stimulus>> stimuli_;
};

}  // namespace autopilot
