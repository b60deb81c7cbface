#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter tflErr;
tflite::AllOpsResolver tflOps;
tflite::MicroInterpreter* tfl = nullptr;
TfLiteTensor* xTensor;
TfLiteTensor* yTensor;
byte tflArena[2048];
int i = 0;

void setup() {
  Serial.begin(115200);
  while (!Serial && millis() < 4000);
  tfl = new tflite::MicroInterpreter(tflite::GetModel(model), tflOps, tflArena, 2048, &tflErr);
  if (tfl->AllocateTensors() != kTfLiteOk) {
    Serial.println("no arena");
    for (;;);
  }
  xTensor = tfl->input(0);
  yTensor = tfl->output(0);
}

void loop() {
  const float x = 2 * PI * (i++ % 64) / 64.0;
  xTensor->data.f[0] = x;
  if (tfl->Invoke() == kTfLiteOk) {
    Serial.print("predicted:");
    Serial.print(yTensor->data.f[0], 4);
    Serial.print(",sine:");
    Serial.println(sin(x), 4);
  }
  delay(20);
}
