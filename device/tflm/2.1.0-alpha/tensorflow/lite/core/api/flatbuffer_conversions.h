#ifndef AUTOPILOT_DEVICE_TFLITE_CORE_API_FLATBUFFER_CONVERSIONS_H
#define AUTOPILOT_DEVICE_TFLITE_CORE_API_FLATBUFFER_CONVERSIONS_H

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

/// Handles of the parsers that resolvers hand out; sketches never look inside.
class BuiltinDataAllocator;

}  // namespace tflite

#endif
