#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_BMI270_BMM150.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opsResolver;
tflite::MicroInterpreter* interpreter;
byte tensorArena[16 * 1024];
const int SAMPLES = 64;
const int INTERVAL_MS = 40;
const char* const NAMES[] = { "circle", "line", "zigzag", "rest" };

void setup() {
  Serial.begin(9600);
  while (!Serial) { ; }
  if (!IMU.begin()) { Serial.println("IMU does not start"); while (true) { ; } }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), opsResolver, tensorArena, sizeof(tensorArena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) { Serial.println("arena too small"); while (true) { ; } }
  Serial.println("Draw a figure in the air when asked.");
}

void loop() {
  Serial.print("Ready ");
  for (int i = 3; i > 0; i--) {
    Serial.print(i);
    Serial.print(" ");
    delay(100);
  }
  Serial.println("now!");

  float* data = interpreter->input(0)->data.f;
  unsigned long t0 = millis();
  for (int i = 0; i < SAMPLES; i++) {
    while (millis() - t0 < (unsigned long)(i * INTERVAL_MS)) { ; }
    float x, y, z;
    while (!IMU.accelerationAvailable()) { ; }
    IMU.readAcceleration(x, y, z);
    data[3 * i + 0] = x * 1000;
    data[3 * i + 1] = y * 1000;
    data[3 * i + 2] = z * 1000;
  }

  if (interpreter->Invoke() != kTfLiteOk) { Serial.println("Invoke failed"); return; }
  float* p = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < 4; i++) { if (p[i] > p[best]) { best = i; } }
  Serial.print("That was: ");
  Serial.println(NAMES[best]);
}
