// builds tflm-2023 tflm-now
// What both later generations accept: the operators listed, four arguments.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/system_setup.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

namespace {
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
alignas(16) uint8_t tensor_arena[4000];
}  // namespace

void setup() {
  tflite::InitializeTarget();
  static tflite::MicroMutableOpResolver<3> resolver;
  if (resolver.AddFullyConnected() != kTfLiteOk || resolver.AddSoftmax() != kTfLiteOk) return;
  resolver.AddDiv();
  static tflite::MicroInterpreter static_interpreter(tflite::GetModel(model), resolver, tensor_arena,
                                                     sizeof(tensor_arena));
  interpreter = &static_interpreter;
  if (interpreter->AllocateTensors() != kTfLiteOk) MicroPrintf("arena");
  input = interpreter->input(0);
  output = interpreter->output(0);
  interpreter->Reset();
  MicroPrintf("needs %d", static_cast<int>(interpreter->arena_used_bytes()));
}

void loop() {
  input->data.f[0] = 0.5f;
  if (interpreter->Invoke() != kTfLiteOk) return;
  Serial.println(output->data.f[0]);
  delay(100);
}
