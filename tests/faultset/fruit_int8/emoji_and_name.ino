#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

// TensorFlow Lite Micro
tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver     tflOpsResolver;
const tflite::Model*       tflModel;
tflite::MicroInterpreter*  tflInterpreter;
constexpr int              tflArenaSize = 10 * 1024;
byte                       tflArena[tflArenaSize];

float inScale;  int inZero;

void setup() {
  Serial.begin(9600);
  while (!Serial) { };
  if (!APDS.begin()) {
    Serial.println("Error initializing APDS9960 sensor.");
    while (1) { };
  }
  tflModel = tflite::GetModel(model);
  if (tflModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model schema mismatch!");
    while (1) { };
  }
  tflInterpreter = new tflite::MicroInterpreter(tflModel, tflOpsResolver, tflArena, tflArenaSize, &tflErrorReporter);
  if (tflInterpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors() failed!");
    while (1) { };
  }
  inScale = tflInterpreter->input(0)->params.scale;
  inZero  = tflInterpreter->input(0)->params.zero_point;
}

int8_t q(float v) { return (int8_t)(round(v / inScale) + inZero); }

void loop() {
  int r, g, b;
  while (!APDS.colorAvailable()) { delay(5); }
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 5) return;

  int8_t* in = tflInterpreter->input(0)->data.int8;
  in[0] = q(r / sum);
  in[1] = q(g / sum);
  in[2] = q(b / sum);
  if (tflInterpreter->Invoke() != kTfLiteOk) { Serial.println("Invoke failed!"); return; }

  int8_t* out = tflInterpreter->output(0)->data.int8;
  int top = 0;
  for (int i = 1; i < 3; i++) { if (out[i] > out[top]) { top = i; } }
  if (top == 0)      Serial.println("🍎 apple");
  else if (top == 1) Serial.println("🍌 banana");
  else               Serial.println("🍊 orange");
  delay(200);
}
