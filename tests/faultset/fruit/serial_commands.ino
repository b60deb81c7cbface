#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

bool verbose = false;

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opsResolver;
tflite::MicroInterpreter* interpreter = nullptr;
uint8_t tensorArena[6 * 1024];
const char* const labels[] = {"Apple", "Banana", "Orange"};

void listen() {
  while (Serial.available() > 0) {
    switch (Serial.read()) {
      case 'v': verbose = true; break;
      case 'q': verbose = false; break;
    }
  }
}

void setup() {
  Serial.begin(115200);
  const tflite::Model* net = tflite::GetModel(model);
  if (net->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("schema version");
    while (1) delay(1);
  }
  interpreter = new tflite::MicroInterpreter(net, opsResolver, tensorArena, sizeof(tensorArena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("tensor arena");
    while (1) delay(1);
  }
  if (!APDS.begin()) {
    Serial.println("colour sensor");
    while (1) delay(1);
  }
}

void loop() {
  listen();
  if (!APDS.colorAvailable()) return;
  int rgb[3];
  APDS.readColor(rgb[0], rgb[1], rgb[2]);
  int sum = rgb[0] + rgb[1] + rgb[2];
  if (sum == 0) return;
  for (int i = 0; i < 3; ++i) interpreter->input(0)->data.f[i] = rgb[i] / (float)sum;
  if (interpreter->Invoke() != kTfLiteOk) return;
  float* scores = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < 3; ++i) {
    if (scores[i] > scores[best]) best = i;
  }
  Serial.print(labels[best]);
  if (verbose) {
    for (int i = 0; i < 3; ++i) {
      Serial.print(" ");
      Serial.print(scores[i], 4);
    }
  }
  Serial.println();
  delay(100);
}
