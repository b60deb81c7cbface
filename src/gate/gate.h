#pragma once

/// One check of a candidate sketch. Gates run cheapest first; the first that rejects decides the verdict.
/// To add one: write gate/NAME_gate.{h,cc,_test.cc} and put it into the list in gate/judge.cc.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/contract.h"
#include "finding/diagnostic_rules.h"
#include "finding/finding.h"
#include "finding/root_causes.h"
#include "gate/observation.h"
#include "twin/twin.h"

namespace autopilot {

/// What judging spares itself. The verdict is the same, but for kErrors.
enum class Thrift {
  kNone,    ///< Nothing: done as soon as can be.
  kInTurn,  ///< Work for what does not build; what builds takes a little longer.
  kErrors,  ///< That, and of what does not build all but the compiler's errors: one of many texts on the way to one.
};

/// What is known about one candidate while it passes the gates; later gates read what earlier ones
/// found out. One object per candidate, used by one thread.
struct Case {
  const Contract& contract;
  const Twin& twin;
  const RootCauses& causes;
  const DiagnosticRules& diagnostic_rules;
  std::filesystem::path folder;  ///< Scratch folder of this candidate; exists.

  std::string text;  ///< The sketch.
  std::optional<BuildResult> build;
  std::vector<Stimulus> stimuli;
  std::optional<Trace> trace;
  std::vector<SampleResult> samples;  ///< What each stimulus led to.
  Metrics metrics;
  std::vector<Finding> semantics = {};  ///< What the run says about input and reports, before that gate is asked.
  SketchLayout layout = {};             ///< Of `text`, where it has one.
  bool measure_memory = false;          ///< Flash and RAM are wanted even where they are no matter.
  Thrift thrift = Thrift::kNone;

  Sketch TheSketch() const { return {contract.application.SketchName(), text, layout}; }
};

/// What one gate says. Errors among the findings mean reject, unless `verdict` says otherwise.
struct GateAnswer {
  VerdictKind verdict = VerdictKind::kPass;
  std::vector<Finding> findings;
};

class Gate {
 public:
  virtual ~Gate() = default;
  virtual std::string_view name() const = 0;
  /// Fails only for infrastructure reasons; a bad candidate is an answer.
  virtual Result<GateAnswer> Check(Case& candidate) const = 0;
};

}  // namespace autopilot
