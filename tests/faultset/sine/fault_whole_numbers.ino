#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

#define INTERVAL 100
#define STEPS 64

tflite::MicroErrorReporter micro_error;
tflite::AllOpsResolver all_ops;
tflite::MicroInterpreter *interpreter;
uint8_t tensor_arena[2 * 1024];
unsigned long previous = 0;
uint16_t n = 0;

void setup() {
  Serial.begin(9600);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), all_ops, tensor_arena, sizeof(tensor_arena), &micro_error);
  TfLiteStatus s = interpreter->AllocateTensors();
  if (s != kTfLiteOk) {
    Serial.print("status ");
    Serial.println(s);
    while (1) {}
  }
}

void loop() {
  unsigned long current = millis();
  if (current - previous >= INTERVAL) {
    previous = current;
    float angle = n / STEPS * 2.0f * (float)M_PI;
    interpreter->input(0)->data.f[0] = angle;
    if (interpreter->Invoke() == kTfLiteOk) {
      Serial.print("sin(");
      Serial.print(angle);
      Serial.print(") = ");
      Serial.println(interpreter->output(0)->data.f[0]);
    }
    if (++n == STEPS) n = 0;
  }
}
