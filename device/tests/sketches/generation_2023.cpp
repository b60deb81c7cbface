// A colour classifier for this generation, as it should be.
// library tflm-2023
// expect builds yes
// expect end completed
// expect accuracy 0.97
// expect has allocate 0 4096
// expect has serial Input 12
// clang-format off
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/micro/micro_log.h>
#include <tensorflow/lite/micro/system_setup.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
// clang-format on
#include "model.h"

const char* const kLabels[] = {"Apple", "Banana", "Orange"};
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
alignas(16) uint8_t arena[4096];

void setup() {
  tflite::InitializeTarget();
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter made(tflite::GetModel(model), resolver, arena, sizeof(arena));
  interpreter = &made;
  APDS.begin();
  if (interpreter->AllocateTensors() != kTfLiteOk) MicroPrintf("arena");
  MicroPrintf("Input %d", (int)interpreter->input(0)->bytes);
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
