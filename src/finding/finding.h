#pragma once

/// What a gate saw and what it means: the judge's whole vocabulary. JSON shapes: docs/formats/verdict.md.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace autopilot {

enum class Severity { kError, kWarning, kNote };

/// `pass` and `reject` are statements about the candidate; the others say why none can be made.
enum class VerdictKind { kPass, kReject, kInconclusive, kInfrastructure, kBudget };

/// One example that shows a fault. The texts are JSON values or plain words, ready to show.
struct Counterexample {
  std::string input;
  std::string expected;
  std::string got;
  bool empty() const { return input.empty() && expected.empty() && got.empty(); }
};

struct Finding {
  std::string rule;  ///< Which check spoke, e.g. "lint/include-order".
  Severity severity = Severity::kError;
  std::string root_cause;      ///< An id of profiles/root-causes.toml; empty for notes.
  std::string paper_category;  ///< Filled from the root cause by `RootCauses::Complete`.
  std::string message;         ///< One sentence.
  bool behind = false;         ///< Seen by a second look, after the first fault was neutralised.
  std::string file;
  int line = 0;
  int column = 0;
  std::string evidence;  ///< Compiler text, trace lines, numbers.
  Counterexample counterexample;
  std::string next;  ///< What to do, in words that suit a person and a model.
};

/// How one gate answered, and how long it took.
struct GateRecord {
  std::string gate;
  VerdictKind verdict = VerdictKind::kPass;
  double ms = 0;
};

/// What something takes of the board's memory, in bytes.
struct MemoryUse {
  std::string name;
  long long flash = 0;
  long long ram = 0;
};

/// Numbers measured on the way; absent ones are negative.
struct Metrics {
  double accuracy = -1;  ///< Share of shown samples whose reported class is the true one.
  int inferences = -1;
  int arena_used = -1;  ///< Bytes the target's library generation needs for this model.
  int arena_declared = -1;
  double flash = -1;
  double ram = -1;
  std::vector<MemoryUse> sections = {};  ///< Of flash and RAM, the core's share first; empty where not measured.
  std::vector<MemoryUse> symbols = {};   ///< The largest functions and variables.
};

/// The judgement of one candidate.
struct Verdict {
  VerdictKind verdict = VerdictKind::kPass;
  std::string gate;  ///< The first gate that did not pass; empty on pass.
  int builds = -1;   ///< 1 yes, 0 no, -1 not reached.
  std::string paper_category;
  std::string root_cause;
  std::vector<Finding> findings;
  std::vector<GateRecord> gates;
  Metrics metrics;

  bool passed() const { return verdict == VerdictKind::kPass; }
  /// The first finding with severity error that is not `behind`, or nullptr.
  const Finding* FirstError() const;
};

std::string ToString(VerdictKind kind);
std::string ToString(Severity severity);
/// Exit status: 0 pass, 1 reject, 3 infrastructure, 4 inconclusive, 5 budget.
int ExitCodeFor(VerdictKind kind);

void to_json(nlohmann::json& json, const Finding& finding);
void to_json(nlohmann::json& json, const Verdict& verdict);

}  // namespace autopilot
