#pragma once

/// The numbers of the published study's protocol: profiles/paper-protocol.toml.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "finding/finding.h"

namespace autopilot {

/// What the user chose of it.
struct PaperOptions {
  std::string prompt = "sg3";  ///< How the sketch is asked for: "sg1", "sg2", "sg3", or the ablations "l1", "l2".
  bool precise = false;        ///< The study's variant -P: hardly any chance in the sampling.
};

struct PaperRules {
  int attempts = 0;  ///< A step.
  int operations = 0;
  std::vector<std::string> words;  ///< An operation whose output holds one of them, in any case, is not accepted.
  int conversion_lines = 0;        ///< A shorter reply is not accepted.
  int sketch_lines = 0;
  double temperature = 0;
  double top_p = 0;
};

/// `options` choose the sampling. Fails with kBadInput for a file that is not as it should be.
Result<PaperRules> LoadPaperRules(const std::filesystem::path& profiles, const PaperOptions& options);

/// The study's compiler links too, and knows nothing of what a sketch does.
bool Compiles(const Verdict& verdict);

/// Whether the study's rule takes `text`, an answer or a sketch, of which `verdict` is ours: long enough, and it
/// compiles.
bool TakesSketch(const PaperRules& rules, const std::string& text, const Verdict& verdict);

}  // namespace autopilot
