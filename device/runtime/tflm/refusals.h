#pragma once

/// Makes kernels fail where the studied generation fails although this one would act otherwise.
/// Included only by code that is compiled against the library's own headers.

#include <vector>

#include "engine.h"
#include "tensorflow/lite/c/common.h"

namespace autopilot::device {

/// Replaces the refusals in force; at most kMostRefusals of them count.
void SetRefusals(const std::vector<EngineRefusal>& refusals);

/// `registration` itself, or one that refuses as told and does the same otherwise.
const TfLiteRegistration* Refusing(const char* op, const TfLiteRegistration* registration);

}  // namespace autopilot::device
