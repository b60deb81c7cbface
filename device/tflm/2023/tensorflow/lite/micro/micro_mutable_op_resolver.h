#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_MUTABLE_OP_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_MUTABLE_OP_RESOLVER_H

#include <cstdio>
#include <cstring>

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/kernels/internal/compatibility.h"
#include "tensorflow/lite/kernels/op_macros.h"
#include "tensorflow/lite/micro/compatibility.h"
#include "tensorflow/lite/micro/kernels/micro_ops.h"
#include "tensorflow/lite/micro/micro_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tflm/operator_table.h"
#include "tensorflow/lite/micro/micro_log.h"

namespace tflite {

/// Remembers which operators the sketch asked for; the kernels themselves are the real library's.
template <unsigned int tOpCount>
class MicroMutableOpResolver : public MicroOpResolver {
 public:
  explicit MicroMutableOpResolver() {}

  const TfLiteRegistration* FindOp(BuiltinOperator op) const override { return table_.Find(op); }
  const TfLiteRegistration* FindOp(const char* op) const override { return table_.Find(op); }
  TfLiteBridgeBuiltinParseFunction GetOpDataParser(BuiltinOperator) const override { return nullptr; }

  TfLiteStatus AddCustom(const char* name, TfLiteRegistration* registration) {
    (void)registration;
    const auto outcome = table_.AddCustom(name);
    if (outcome == OperatorOutcome::kTwice) {
      MicroPrintf("Calling AddCustom for the same op more than once ");
      MicroPrintf("is not supported (Op: %s).", name);
    }
    if (outcome == OperatorOutcome::kFull) {
      MicroPrintf("Couldn't register custom op '%s', resolver size is too small (%d)", name, tOpCount);
    }
    return outcome == OperatorOutcome::kAdded ? kTfLiteOk : kTfLiteError;
  }

#define OPERATOR(op, name) \
  TfLiteStatus Add##name() { return Append(BuiltinOperator_##op); }
#define TUNABLE(op, name) \
  TfLiteStatus Add##name(const TfLiteRegistration& = Register_##op()) { return Append(BuiltinOperator_##op); }
#define CUSTOM(registration, name, model_name) \
  TfLiteStatus Add##name() { return AddCustom(model_name, nullptr); }
#include "tflm/operators_2023.inc"
#undef OPERATOR
#undef TUNABLE
#undef CUSTOM

  TfLiteStatus AddEthosU() { return kTfLiteOk; }

  unsigned int GetRegistrationLength() { return table_.length; }

 private:
  using Table = OperatorTable<TfLiteRegistration, tOpCount>;

  TfLiteStatus Append(BuiltinOperator op) {
    const auto outcome = table_.Add(op);
    if (outcome == OperatorOutcome::kTwice) {
      MicroPrintf("Calling AddBuiltin with the same op more than ");
      MicroPrintf("once is not supported (Op: #%d).", op);
    }
    if (outcome == OperatorOutcome::kFull) {
      MicroPrintf("Couldn't register builtin op #%d, resolver size ", op);
      MicroPrintf("is too small (%d).", tOpCount);
    }
    return outcome == OperatorOutcome::kAdded ? kTfLiteOk : kTfLiteError;
  }

  Table table_;

  TF_LITE_REMOVE_VIRTUAL_DELETE
};

}  // namespace tflite

#endif
