// builds tflm-2.1.0-alpha tflm-2.4.0-alpha
// The nine adders that the first of the two generations has already; the resolver takes the reporter.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

void setup() {
  static tflite::MicroErrorReporter reporter;
  static tflite::MicroMutableOpResolver<9> resolver(&reporter);
  resolver.AddConv2D();
  resolver.AddDepthwiseConv2D();
  resolver.AddDequantize();
  resolver.AddFullyConnected();
  resolver.AddLogistic();
  resolver.AddQuantize();
  resolver.AddReshape();
  resolver.AddSoftmax();
  resolver.AddSvdf();
  static uint8_t arena[4096];
  static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter.AllocateTensors();
}

void loop() {}
