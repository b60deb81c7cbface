#pragma once

/// One way to mend one kind of fault. To add one: write repair/NAME.{h,cc,_test.cc} and put it into the list in
/// repair/rules.cc.

#include <string>
#include <string_view>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "repair/edit.h"
#include "repair/repair_facts.h"
#include "repair/sketch_tree.h"
#include "repair/sketch_view.h"
#include "twin/diagnostics.h"

namespace autopilot {

/// What a rule may know: the text as it stands, and what the judge says of it.
struct RepairCase {
  const SketchTree& tree;
  const SketchView& view;
  const Contract& contract;
  const RepairFacts& facts;
  const Verdict& verdict;
  const std::vector<Diagnostic>& diagnostics;  ///< Errors and notes of the target's compiler; empty if it builds.

  bool builds() const { return verdict.builds == 1; }
  /// Whether an error of the compiler speaks of this word, or shows it in its place of the text.
  bool Complains(std::string_view word) const;
  /// Whether an error among the findings, first or behind, has this root cause.
  bool Has(std::string_view root_cause) const;
};

/// A change that belongs together: all of its edits, or none.
struct Proposal {
  std::string rule;
  std::string root_cause;
  std::string what;  ///< What is done, for a person: "renames model to tfl_model".
  std::vector<Edit> edits;
  bool certain = true;  ///< Otherwise it is offered, never made.
};

/// Without state, usable by several threads.
class RepairRule {
 public:
  virtual ~RepairRule() = default;
  virtual std::string_view id() const = 0;
  /// What could be done. A rule proposes only what keeps the author's meaning; whether it mends anything is found out
  /// by the gates.
  virtual std::vector<Proposal> Propose(const RepairCase& candidate) const = 0;
};

}  // namespace autopilot
