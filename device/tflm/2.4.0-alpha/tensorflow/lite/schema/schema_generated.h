#ifndef AUTOPILOT_DEVICE_TFLITE_SCHEMA_GENERATED_H
#define AUTOPILOT_DEVICE_TFLITE_SCHEMA_GENERATED_H

#include "tflm/model.h"

namespace tflite {

enum BuiltinOperator {
#include "tflm/builtin_operators.inc"
  BuiltinOperator_PLACEHOLDER_FOR_GREATER_OP_CODES = 127,
  BuiltinOperator_CUMSUM = 128,
  BuiltinOperator_MIN = BuiltinOperator_ADD,
  BuiltinOperator_MAX = BuiltinOperator_CUMSUM
};

}  // namespace tflite

#endif
