#pragma once

/// Judging a candidate that somebody else wrote: `autopilot verify`.

#include <filesystem>
#include <memory>
#include <string>

#include "core/status.h"
#include "engine/workshop.h"
#include "finding/finding.h"

namespace autopilot {

/// One candidate to be judged.
struct VerifyCase {
  std::string id;
  std::string as = "sketch";  ///< "sketch" or "reply".
  std::string text;
  std::string finish_reason;  ///< Of a reply, if known.
  int prompt_tokens = 0;      ///< 0: unknown.
  int context_window = 0;     ///< 0: unknown.
};

/// A verdict and the candidate that it is about.
struct VerifyResult {
  std::string id;
  std::string text;  ///< The sketch as judged; empty if a reply held none.
  Verdict verdict;
};

/// Judges candidates of one application. Thread-safe after creation.
class Verifier {
 public:
  /// Measures the application and makes sure that there is a model to judge with: the given one, or the
  /// Keras model converted by the tool. Fails as MeasureContract does.
  static Result<std::unique_ptr<Verifier>> Create(const std::filesystem::path& app_toml, const std::string& profile,
                                                  Workshop& workshop);

  /// Fails only for infrastructure reasons.
  Result<VerifyResult> Judge(const VerifyCase& candidate) const;

  const Contract& contract() const { return contract_; }

 private:
  Verifier(Contract contract, Workshop& workshop, const Twin& twin)
      : contract_(std::move(contract)), workshop_(&workshop), twin_(&twin) {}

  Contract contract_;
  Workshop* workshop_;
  const Twin* twin_;
};

}  // namespace autopilot
