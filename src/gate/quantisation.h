#pragma once

/// How quantised input tensors are filled wrongly.

#include <functional>
#include <vector>

#include "model/model_facts.h"

namespace autopilot {

/// Ways to store a real value that forget or mistake the tensor's scale and zero point, saturating or
/// wrapping round. Each gives the real value that the tensor then stands for; none for a float tensor.
std::vector<std::function<double(double)>> WrongQuantisations(const TensorFacts& tensor);

/// True if all elements stand at one end of the type's range, other than the zero point: what was stored there was too
/// large for it.
bool IsSaturated(const std::vector<double>& raw, const TensorFacts& tensor);

}  // namespace autopilot
