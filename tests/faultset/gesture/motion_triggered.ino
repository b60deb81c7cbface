#include <Arduino_LSM9DS1.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

const float accelerationThreshold = 1.35;  // in g, all axes together
const int numSamples = 64;
int samplesRead = numSamples;

tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver tflOpsResolver;
tflite::MicroInterpreter* tflInterpreter = nullptr;
byte tensorArena[16 * 1024];
const char* GESTURES[] = {"circle", "line", "zigzag", "rest"};

void setup() {
  Serial.begin(9600);
  while (!Serial);
  if (!IMU.begin()) {
    Serial.println("Failed to initialize IMU!");
    while (1);
  }
  tflInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tflOpsResolver, tensorArena, sizeof(tensorArena), &tflErrorReporter);
  tflInterpreter->AllocateTensors();
}

void loop() {
  float aX, aY, aZ;
  // wait for significant motion
  while (samplesRead == numSamples) {
    if (IMU.accelerationAvailable()) {
      IMU.readAcceleration(aX, aY, aZ);
      if (fabs(aX) + fabs(aY) + fabs(aZ) >= accelerationThreshold) {
        samplesRead = 0;
        break;
      }
    }
  }
  while (samplesRead < numSamples) {
    if (!IMU.accelerationAvailable()) continue;
    IMU.readAcceleration(aX, aY, aZ);
    tflInterpreter->input(0)->data.f[samplesRead * 3 + 0] = aX * 1000;
    tflInterpreter->input(0)->data.f[samplesRead * 3 + 1] = aY * 1000;
    tflInterpreter->input(0)->data.f[samplesRead * 3 + 2] = aZ * 1000;
    samplesRead++;
    delay(40);
  }
  if (tflInterpreter->Invoke() != kTfLiteOk) return;
  int best = 0;
  for (int i = 1; i < 4; i++) {
    if (tflInterpreter->output(0)->data.f[i] > tflInterpreter->output(0)->data.f[best]) best = i;
  }
  Serial.println(GESTURES[best]);
}
