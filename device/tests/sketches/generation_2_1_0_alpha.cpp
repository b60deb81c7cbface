// A colour classifier for this generation, as it should be.
// library tflm-2.1.0-alpha
// expect builds yes
// expect end completed
// expect accuracy 0.97
// expect has allocate 0 4096
// clang-format off
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/kernels/micro_ops.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
// clang-format on
#include "model.h"

const char* const kLabels[] = {"Apple", "Banana", "Orange"};
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
alignas(16) uint8_t arena[4096];

void setup() {
  Serial.begin(9600);
  static tflite::MicroErrorReporter reporter;
  static tflite::MicroMutableOpResolver<3> resolver(&reporter);
  resolver.AddFullyConnected();
  resolver.AddBuiltin(tflite::BuiltinOperator_RELU, tflite::ops::micro::Register_RELU());
  resolver.AddSoftmax();
  static tflite::MicroInterpreter made(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &made;
  APDS.begin();
  interpreter->AllocateTensors();
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) {
    delay(5);
    return;
  }
  APDS.readColor(r, g, b);
  const int sum = r + g + b;
  if (sum < 20) return;
  input->data.f[0] = (float)r / sum;
  input->data.f[1] = (float)g / sum;
  input->data.f[2] = (float)b / sum;
  if (interpreter->Invoke() != kTfLiteOk) return;
  int index = 0;
  for (int i = 1; i < 3; i++) {
    if (output->data.f[i] > output->data.f[index]) index = i;
  }
  Serial.println(kLabels[index]);
}
