#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

const int N = 64;
float xs[N];

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
uint8_t arena[4 * 1024];

void setup() {
  Serial.begin(9600);
  while (!Serial);
  for (int i = 0; i < N; i++) xs[i] = (2 * PI * i) / N;
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("failed");
    while (1);
  }
}

void loop() {
  for (float x : xs) {
    TfLiteTensor* in = interpreter->input(0);
    TfLiteTensor* out = interpreter->output(0);
    in->data.f[0] = x;
    if (interpreter->Invoke() != kTfLiteOk) {
      Serial.println("failed");
      continue;
    }
    float y = out->data.f[0];
    Serial.println(y, 6);
    delay(30);
  }
}
