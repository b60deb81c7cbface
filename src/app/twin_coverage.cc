#include "app/twin_coverage.h"

#include <fmt/format.h>

#include <algorithm>

namespace autopilot {
namespace {

bool Concerns(const OperatorTypes& types, const OperatorFacts& op) {
  return types.op == op.name && !op.input_types.empty() && op.input_types[0] == types.input_type &&
         !op.output_types.empty() && op.output_types[0] == types.output_type;
}

}  // namespace

std::string WhatTwinLacks(const LibraryProfile& library, const TfliteFacts& facts) {
  const LibraryProfile::TwinLacks& lacks = library.twin_lacks;
  for (const OperatorFacts& op : facts.operators) {
    if (std::find(lacks.operators.begin(), lacks.operators.end(), op.name) != lacks.operators.end()) {
      return fmt::format("{} has the operator {}, the twin's kernels do not", library.id, op.name);
    }
    for (const OperatorTypes& types : lacks.types) {
      if (!Concerns(types, op)) continue;
      return fmt::format("{} runs {} from {} to {}, the twin's kernels do not", library.id, op.name, types.input_type,
                         types.output_type);
    }
    if (lacks.per_channel_dense && op.name == "FULLY_CONNECTED" && op.per_channel_weights) {
      return fmt::format("{} runs dense layers with one scale for each channel, the twin's kernels do not", library.id);
    }
  }
  return "";
}

}  // namespace autopilot
