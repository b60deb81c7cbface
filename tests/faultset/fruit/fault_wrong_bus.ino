#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Wire.h>
#include <Arduino_APDS9960.h>
#include "model.h"

APDS9960 colorSensor(Wire, -1);

tflite::MicroErrorReporter tf_reporter;
tflite::AllOpsResolver tf_resolver;
uint8_t tf_arena[8192];
tflite::MicroInterpreter* tf_interpreter = NULL;

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(10);
  if (!colorSensor.begin()) {
    Serial.println("Could not find the APDS9960");
    while (1) delay(10);
  }
  tf_interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tf_resolver, tf_arena, 8192, &tf_reporter);
  if (tf_interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("Tensor allocation failed");
    while (1) delay(10);
  }
  Serial.println("Ready");
}

void loop() {
  int red, green, blue, clear;
  if (!colorSensor.colorAvailable()) return;
  if (!colorSensor.readColor(red, green, blue, clear)) return;
  if (clear < 8) return;  // too dark

  float total = red + green + blue;
  if (total == 0) return;
  tf_interpreter->input(0)->data.f[0] = red / total;
  tf_interpreter->input(0)->data.f[1] = green / total;
  tf_interpreter->input(0)->data.f[2] = blue / total;
  if (tf_interpreter->Invoke() != kTfLiteOk) return;

  TfLiteTensor* o = tf_interpreter->output(0);
  String name;
  if (o->data.f[0] >= o->data.f[1] && o->data.f[0] >= o->data.f[2]) name = "Apple";
  else if (o->data.f[1] >= o->data.f[0] && o->data.f[1] >= o->data.f[2]) name = "Banana";
  else name = "Orange";
  Serial.println("Detected: " + name);
  delay(500);
}
