#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opResolver;
tflite::MicroInterpreter *tflInterpreter;
uint8_t tflArena[4000];

void setup() {
  Serial.begin(9600);
  while (!Serial);
  if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Wrong schema version");
    while (1);
  }
  tflInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), opResolver, tflArena, sizeof(tflArena), &errorReporter);
  if (tflInterpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("No tensors");
    while (1);
  }
}

void loop() {
  const double end = 2.0 * PI;
  const double increment = end / 63;  // 64 values, both ends included
  double x = 0.0;
  while (x <= end + increment / 2) {
    tflInterpreter->input(0)->data.f[0] = (float)x;
    if (tflInterpreter->Invoke() == kTfLiteOk) {
      Serial.println(tflInterpreter->output(0)->data.f[0], 5);
    } else {
      Serial.println("error");
    }
    x += increment;
    delay(20);
  }
  Serial.println();
}
