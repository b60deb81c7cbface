#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[1024 * 5];
tflite::MicroInterpreter* interpreter;

const float START = 0.0f, END = 6.2831853f;
const int STEPS = 64;
float x = START;

void setup() {
  Serial.begin(9600);
  pinMode(LED_BUILTIN, OUTPUT);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("could not allocate");
    while (1);
  }
}

void loop() {
  interpreter->input(0)->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("could not invoke");
    return;
  }
  float value = interpreter->output(0)->data.f[0];
  digitalWrite(LED_BUILTIN, value > 0 ? HIGH : LOW);
  Serial.print("For x = ");
  Serial.print(x);
  Serial.print(" the network predicts ");
  Serial.println(value);
  x += (END - START) / STEPS;
  if (x > END - 0.001f) x = START;
  delay(80);
}
