#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

// ---- settings ----
const int   kSamples   = 64;
const float kRate      = 25.0;
const float kToMilliG  = 1000.0;

// ---- tensorflow ----
tflite::MicroErrorReporter  tfErrorReporter;
tflite::AllOpsResolver      tfResolver;
const tflite::Model*        tfModel       = nullptr;
tflite::MicroInterpreter*   tfInterpreter = nullptr;
TfLiteTensor*               tfIn          = nullptr;
TfLiteTensor*               tfOut         = nullptr;
uint8_t                     tfArena[10 * 1024];

// ---- state ----
int            sampleIndex = 0;
unsigned long  nextSample  = 0;

String makeReport() {
  const String names[] = { "circle", "line", "zigzag", "rest" };
  int best = 0;
  for (int i = 1; i < 4; i++) {
    if (tfOut->data.f[i] > tfOut->data.f[best]) best = i;
  }
  String report = "Result: ";
  report += names[best];
  report += " [p=";
  report += String(tfOut->data.f[best], 2);
  report += "]";
  return report;
}

void setup() {
  Serial.begin(9600);
  while (!Serial);

  tfModel = tflite::GetModel(model);
  if (tfModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model schema version mismatch");
    while (true);
  }
  tfInterpreter = new tflite::MicroInterpreter(tfModel, tfResolver, tfArena, sizeof(tfArena), &tfErrorReporter);
  if (tfInterpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true);
  }
  tfIn  = tfInterpreter->input(0);
  tfOut = tfInterpreter->output(0);

  if (!IMU.begin()) {
    Serial.println("IMU failed");
    while (true);
  }
}

void loop() {
  unsigned long now = millis();
  if (now < nextSample) return;
  if (!IMU.accelerationAvailable()) return;
  nextSample = now + (unsigned long)(1000.0 / kRate);

  float ax, ay, az;
  IMU.readAcceleration(ax, ay, az);
  tfIn->data.f[sampleIndex * 3]     = ax * kToMilliG;
  tfIn->data.f[sampleIndex * 3 + 1] = ay * kToMilliG;
  tfIn->data.f[sampleIndex * 3 + 2] = az * kToMilliG;

  if (++sampleIndex >= kSamples) {
    sampleIndex = 0;
    if (tfInterpreter->Invoke() == kTfLiteOk) Serial.println(makeReport());
    else Serial.println("Invoke failed");
  }
}
