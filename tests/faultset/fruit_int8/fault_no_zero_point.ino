#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter microErrorReporter;
tflite::AllOpsResolver opsResolver;
const tflite::Model* tfliteModel;
tflite::MicroInterpreter* interpreter;
TfLiteTensor* input;
TfLiteTensor* output;
const int kTensorArenaSize = 8 * 1024;
uint8_t tensorArena[kTensorArenaSize];

const char* classes[] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) {
    Serial.println("APDS9960 error");
  }
  tfliteModel = tflite::GetModel(model);
  interpreter = new tflite::MicroInterpreter(tfliteModel, opsResolver, tensorArena, kTensorArenaSize, &microErrorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("allocation error");
  }
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  int total = r + g + b;
  if (total == 0) return;

  float fr = (float)r / total;
  float fg = (float)g / total;
  float fb = (float)b / total;
  input->data.int8[0] = (int8_t)(fr / input->params.scale);
  input->data.int8[1] = (int8_t)(fg / input->params.scale);
  input->data.int8[2] = (int8_t)(fb / input->params.scale);

  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke error");
    return;
  }
  int maxIdx = 0;
  for (int i = 1; i < 3; i++) {
    if (output->data.int8[i] > output->data.int8[maxIdx]) maxIdx = i;
  }
  Serial.print("Class: ");
  Serial.println(classes[maxIdx]);
  delay(200);
}
