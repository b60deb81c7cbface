#ifndef AUTOPILOT_DEVICE_TFLITE_CORE_API_OP_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_CORE_API_OP_RESOLVER_H

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

class OpResolver {
 public:
  virtual const TfLiteRegistration* FindOp(tflite::BuiltinOperator op, int version) const = 0;
  virtual const TfLiteRegistration* FindOp(const char* op, int version) const = 0;
  virtual ~OpResolver();
};

}  // namespace tflite

#endif
