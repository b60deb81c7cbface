#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const int READINGS = 5;

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
uint8_t arena[8 * 1024];
tflite::MicroInterpreter* interpreter;
const char* labels[3] = { "Apple", "Banana", "Orange" };

void setup() {
  Serial.begin(9600);
  APDS.begin();
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &errorReporter);
  interpreter->AllocateTensors();
}

bool averageColor(float& r, float& g, float& b) {
  long sr = 0, sg = 0, sb = 0;
  for (int i = 0; i < READINGS; i++) {
    int x, y, z;
    while (!APDS.colorAvailable()) delay(2);
    APDS.readColor(x, y, z);
    if (x + y + z < 5) return false;  // nothing there, begin again
    sr += (byte)x;
    sg += (byte)y;
    sb += (byte)z;
  }
  r = sr / (float)READINGS;
  g = sg / (float)READINGS;
  b = sb / (float)READINGS;
  return true;
}

void loop() {
  float r, g, b;
  if (!averageColor(r, g, b)) return;
  float sum = r + g + b;
  float* features = interpreter->input(0)->data.f;
  features[0] = r / sum;
  features[1] = g / sum;
  features[2] = b / sum;
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }
  float* scores = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 0; i < 3; i++) {
    if (scores[i] > scores[best]) best = i;
  }
  Serial.print("Fruit: ");
  Serial.println(labels[best]);
}
