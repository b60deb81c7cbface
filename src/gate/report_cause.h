#pragma once

/// Why do a sketch's reports differ from the model's answers? Each explanation is tried on every report;
/// what explains them all is the cause.

#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// A sample whose report names a class or, where that is asked for, none; and its inference. Both outlive it.
struct ReadableSample {
  const SampleResult* sample;
  const Inference* inference;
};

/// The causes of wrong reports, most causal first; at least one. `reports` is not empty; `text` is the
/// sketch, whose way of reading tensors decides where a run alone cannot tell.
std::vector<Finding> ExplainReports(const Contract& contract, const std::string& text,
                                    const std::vector<ReadableSample>& reports);

/// True if taking the output tensor for another type explains every one of these samples, also those that
/// report nothing because no class has such a number.
bool IsMisread(const Contract& contract, const std::string& text, const std::vector<ReadableSample>& samples);

/// The output tensor is read as something else than it is.
Finding OutputTypeFault(const Contract& contract);

}  // namespace autopilot
