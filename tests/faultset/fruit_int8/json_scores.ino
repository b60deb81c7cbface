#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opResolver;
uint8_t tensorArena[8192];
tflite::MicroInterpreter* interpreter;

const char* LABELS[3] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(115200);
  if (!APDS.begin()) while (1);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), opResolver, tensorArena, 8192, &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) while (1);
}

void writeInput(int i, float v) {
  TfLiteTensor* t = interpreter->input(0);
  t->data.int8[i] = (int8_t)max(-128, min(127, (int)roundf(v / t->params.scale) + (int)t->params.zero_point));
}

float readOutput(int i) {
  TfLiteTensor* t = interpreter->output(0);
  return ((int)t->data.int8[i] - t->params.zero_point) * t->params.scale;
}

void loop() {
  while (!APDS.colorAvailable()) { delay(1); }
  int r, g, b;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 10) return;
  writeInput(0, r / sum);
  writeInput(1, g / sum);
  writeInput(2, b / sum);
  if (interpreter->Invoke() != kTfLiteOk) return;

  int best = 0;
  Serial.print("{\"scores\":{");
  for (int i = 0; i < 3; i++) {
    Serial.print("\"");
    Serial.print(LABELS[i]);
    Serial.print("\":");
    Serial.print(readOutput(i), 3);
    if (i < 2) Serial.print(",");
    if (readOutput(i) > readOutput(best)) best = i;
  }
  Serial.print("},\"label\":\"");
  Serial.print(LABELS[best]);
  Serial.println("\"}");
  delay(250);
}
