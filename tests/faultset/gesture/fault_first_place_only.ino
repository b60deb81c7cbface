#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

const int WINDOW = 64;
const unsigned long SAMPLE_MS = 40;  // 25 Hz

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
const tflite::Model* gestureModel = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
uint8_t arena[16 * 1024];

const char* gestures[] = {"circle", "line", "zigzag", "rest"};
int samples = 0;
unsigned long lastSample = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial);

  if (!IMU.begin()) {
    Serial.println("Failed to initialize IMU!");
    while (1);
  }
  gestureModel = tflite::GetModel(model);
  if (gestureModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model schema mismatch!");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(gestureModel, resolver, arena, sizeof(arena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (1);
  }
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  if (millis() - lastSample < SAMPLE_MS) return;
  if (!IMU.accelerationAvailable()) return;
  lastSample = millis();

  float x, y, z;
  IMU.readAcceleration(x, y, z);
  input->data.f[0] = x * 1000;
  input->data.f[1] = y * 1000;
  input->data.f[2] = z * 1000;
  samples++;
  if (samples < WINDOW) return;
  samples = 0;

  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }
  int best = 0;
  for (int i = 1; i < 4; i++) {
    if (output->data.f[i] > output->data.f[best]) best = i;
  }
  Serial.println(gestures[best]);
}
