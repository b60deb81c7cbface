#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_OP_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_OP_RESOLVER_H

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/api/flatbuffer_conversions.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

class MicroOpResolver : public OpResolver {
 public:
  typedef TfLiteStatus (*BuiltinParseFunction)(const void* op, BuiltinOperator op_type, ErrorReporter* error_reporter,
                                               BuiltinDataAllocator* allocator, void** builtin_data);

  virtual const TfLiteRegistration* FindOp(BuiltinOperator op) const = 0;
  const TfLiteRegistration* FindOp(BuiltinOperator op, int version) const override;
  virtual const TfLiteRegistration* FindOp(const char* op) const = 0;
  const TfLiteRegistration* FindOp(const char* op, int version) const override;
  virtual BuiltinParseFunction GetOpDataParser(BuiltinOperator op) const = 0;

  ~MicroOpResolver() override;
};

}  // namespace tflite

#endif
