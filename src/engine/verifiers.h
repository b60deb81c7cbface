#pragma once

/// What judges the cases of a batch: one verifier for each library and kind of candidate.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch.h"
#include "engine/script_verifier.h"

namespace autopilot {

/// Thread-safe after creation, as the verifiers are.
class Verifiers {
 public:
  /// Makes all that `cases` need. Fails as Verifier::Create and ScriptVerifier::Create do.
  static Result<Verifiers> For(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                               const VerifyOptions& options, Workshop& workshop);

  Verifier& Sketches(const BatchCase& item) { return *sketches_.at(LibraryOf(item)); }
  const ScriptVerifier& Scripts(const BatchCase& item) const { return *scripts_.at(LibraryOf(item)); }
  std::string LibraryOf(const BatchCase& item) const { return item.profile.empty() ? library_ : item.profile; }

 private:
  std::string library_;
  std::map<std::string, std::unique_ptr<Verifier>> sketches_;
  std::map<std::string, std::unique_ptr<ScriptVerifier>> scripts_;
};

}  // namespace autopilot
