#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter = nullptr;
uint8_t arena[8 * 1024];

float predict(float x) {
  TfLiteTensor* in = interpreter->input(0);
  if (in->type == kTfLiteInt8) {
    in->data.int8[0] = (int8_t)(x / in->params.scale + in->params.zero_point);
  } else {
    in->data.f[0] = x;
  }
  if (interpreter->Invoke() != kTfLiteOk) return NAN;
  TfLiteTensor* out = interpreter->output(0);
  if (out->type == kTfLiteInt8) {
    return (out->data.int8[0] - out->params.zero_point) * out->params.scale;
  }
  return out->data.f[0];
}

void setup() {
  Serial.begin(9600);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed!");
    while (true);
  }
}

void loop() {
  const int count = 64;
  for (int i = 0; i < count; i++) {
    float x = i * TWO_PI / count;
    Serial.print("Predicted value: ");
    Serial.println(predict(x), 4);
    delay(100);
  }
}
