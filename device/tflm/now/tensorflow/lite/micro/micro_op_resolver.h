#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_OP_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_OP_RESOLVER_H

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/micro/micro_common.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

class ErrorReporter;
class BuiltinDataAllocator;

using TfLiteBridgeBuiltinParseFunction = TfLiteStatus (*)(const void* op, ErrorReporter* error_reporter,
                                                          BuiltinDataAllocator* allocator, void** builtin_data);

class MicroOpResolver {
 public:
  virtual const TFLMRegistration* FindOp(BuiltinOperator op) const = 0;
  virtual const TFLMRegistration* FindOp(const char* op) const = 0;
  virtual TfLiteBridgeBuiltinParseFunction GetOpDataParser(BuiltinOperator op) const = 0;

  virtual ~MicroOpResolver();
};

}  // namespace tflite

#endif
