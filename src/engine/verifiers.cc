#include "engine/verifiers.h"

namespace autopilot {

Result<Verifiers> Verifiers::For(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                                 const VerifyOptions& options, Workshop& workshop) {
  Verifiers made;
  made.library_ = options.library;
  for (const BatchCase& item : cases) {
    const std::string library = made.LibraryOf(item);
    if (item.candidate.stage != "sg") {
      if (made.scripts_.contains(library)) continue;
      AUTOPILOT_TRY(verifier, ScriptVerifier::Create(application, library, workshop));
      made.scripts_[library] = std::move(verifier);
      continue;
    }
    if (made.sketches_.contains(library)) continue;
    VerifyOptions own = options;
    own.library = library;
    AUTOPILOT_TRY(verifier, Verifier::Create(application, nullptr, own, workshop));
    made.sketches_[library] = std::move(verifier);
  }
  return made;
}

}  // namespace autopilot
