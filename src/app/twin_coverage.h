#pragma once

/// What a library generation runs and the twin's kernels do not: of such a model the twin can say nothing.

#include <string>

#include "model/model_facts.h"
#include "profile/profile.h"

namespace autopilot {

/// The first thing in the model that the twin lacks, in words; empty if it can run the model.
std::string WhatTwinLacks(const LibraryProfile& library, const TfliteFacts& facts);

}  // namespace autopilot
