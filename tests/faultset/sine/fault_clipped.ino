#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter mr;
tflite::AllOpsResolver ao;
uint8_t work[2400];
tflite::MicroInterpreter* mi;
byte phase = 0;  // 256 is a full turn

void setup() {
  Serial.begin(9600);
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), ao, work, sizeof work, &mr);
  if (mi->AllocateTensors() != kTfLiteOk) Serial.println("arena!");
}

void loop() {
  mi->input(0)->data.f[0] = phase * (TWO_PI / 256);
  if (mi->Invoke() == kTfLiteOk) {
    Serial.print(phase);
    Serial.print('\t');
    Serial.println(max(0.0f, mi->output(0)->data.f[0]), 3);
  }
  phase += 4;
  delay(33);
}
