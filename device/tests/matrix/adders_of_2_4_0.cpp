// builds tflm-2.4.0-alpha
// Adders that came between the two generations of 2020, with the reporter that left after them.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

void setup() {
  static tflite::MicroErrorReporter reporter;
  static tflite::MicroMutableOpResolver<5> resolver(&reporter);
  resolver.AddAveragePool2D();
  resolver.AddMean();
  resolver.AddConv2D();
  resolver.AddReshape();
  resolver.AddSoftmax();
}

void loop() {}
