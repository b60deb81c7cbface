// builds tflm-2.1.0-alpha
// The first generation registers most operators by number and registration.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"
#include "tensorflow/lite/micro/kernels/micro_ops.h"

void setup() {
  static tflite::MicroErrorReporter reporter;
  static tflite::MicroMutableOpResolver<3> micro_op_resolver(&reporter);
  if (micro_op_resolver.AddBuiltin(tflite::BuiltinOperator_DEPTHWISE_CONV_2D,
                                   tflite::ops::micro::Register_DEPTHWISE_CONV_2D()) != kTfLiteOk) {
    return;
  }
  micro_op_resolver.AddBuiltin(tflite::BuiltinOperator_FULLY_CONNECTED, tflite::ops::micro::Register_FULLY_CONNECTED());
  micro_op_resolver.AddBuiltin(tflite::BuiltinOperator_SOFTMAX, tflite::ops::micro::Register_SOFTMAX());
}

void loop() {}
