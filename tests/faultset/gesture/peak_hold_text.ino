#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
uint8_t arena[9 * 1024];

float strongest = 0;
int filled = 0;
unsigned long deadline = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(50);
  if (!IMU.begin()) {
    Serial.println("IMU.begin failed");
    while (true) delay(50);
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true) delay(50);
  }
}

float length(float x, float y, float z) { return sqrt(sq(x) + sq(y) + sq(z)); }

void loop() {
  if (millis() < deadline || IMU.accelerationAvailable() == 0) return;
  deadline = millis() + 40;
  float x, y, z;
  IMU.readAcceleration(x, y, z);
  strongest = max(strongest, length(x, y, z));

  float* row = interpreter->input(0)->data.f + filled * 3;
  row[0] = x * 1000;
  row[1] = y * 1000;
  row[2] = z * 1000;
  if (++filled < 64) return;

  if (interpreter->Invoke() == kTfLiteOk) {
    const float* score = interpreter->output(0)->data.f;
    int best = 0;
    for (int i = 1; i < 4; i++)
      if (score[i] > score[best]) best = i;
    const char* name[] = {"circle", "line", "zigzag", "rest"};
    Serial.print(name[best]);
    Serial.print(", strongest acceleration ");
    Serial.print(strongest, 1);
    Serial.println(" g");
  }
  strongest = 0;
  filled = 0;
}
