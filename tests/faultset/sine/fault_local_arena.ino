#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <avr/dtostrf.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static tflite::MicroInterpreter* interpreter;

static const int cycle = 64;

void setup() {
  Serial.begin(9600);
  while (!Serial) { delay(1); }
  uint8_t arena[2200];
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) { Serial.println("error"); while (1) {} }
}

void loop() {
  static int count = 0;
  char left[12], right[12];
  double x = count * 2.0 * PI / cycle;
  interpreter->input(0)->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) { Serial.println("error"); return; }
  dtostrf(x, 7, 4, left);
  dtostrf(interpreter->output(0)->data.f[0], 8, 4, right);
  Serial.print(left);
  Serial.print(" |");
  Serial.println(right);
  count = count + 1 < cycle ? count + 1 : 0;
  delay(75);
}
