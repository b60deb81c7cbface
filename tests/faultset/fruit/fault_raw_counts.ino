#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

enum Fruit { APPLE, BANANA, ORANGE };

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
uint8_t arena[4096];

void lamp(bool red, bool green, bool blue) {
  // the lamp is active low
  digitalWrite(LEDR, red ? LOW : HIGH);
  digitalWrite(LEDG, green ? LOW : HIGH);
  digitalWrite(LEDB, blue ? LOW : HIGH);
}

void setup() {
  pinMode(LEDR, OUTPUT);
  pinMode(LEDG, OUTPUT);
  pinMode(LEDB, OUTPUT);
  pinMode(LED_BUILTIN, OUTPUT);
  lamp(false, false, false);
  Serial.begin(9600);

  const tflite::Model* m = tflite::GetModel(model);
  interpreter = new tflite::MicroInterpreter(m, resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk || !APDS.begin()) {
    while (true) {  // SOS without the S
      digitalWrite(LED_BUILTIN, HIGH);
      delay(100);
      digitalWrite(LED_BUILTIN, LOW);
      delay(100);
    }
  }
}

Fruit decide(const float* p) {
  Fruit f = APPLE;
  if (p[BANANA] > p[f]) f = BANANA;
  if (p[ORANGE] > p[f]) f = ORANGE;
  return f;
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  float s = r + g + b;
  if (s < 8) {
    lamp(false, false, false);
    return;
  }
  float* in = interpreter->input(0)->data.f;
  in[0] = r, in[1] = g, in[2] = b;
  if (interpreter->Invoke() != kTfLiteOk) return;
  switch (decide(interpreter->output(0)->data.f)) {
    case APPLE:
      lamp(true, false, false);
      Serial.println("It is an apple");
      break;
    case BANANA:
      lamp(true, true, false);
      Serial.println("It is a banana");
      break;
    case ORANGE:
      lamp(true, false, true);
      Serial.println("It is an orange");
      break;
  }
  delay(50);
}
