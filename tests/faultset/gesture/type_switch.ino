#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter tfl_reporter;
tflite::AllOpsResolver tfl_resolver;
alignas(16) uint8_t tfl_arena[12 * 1024];
tflite::MicroInterpreter* tfl_interpreter;
int cursor = 0;

void writeNext(float v) {
  TfLiteTensor* t = tfl_interpreter->input(0);
  if (t->type == kTfLiteFloat32) {
    t->data.f[cursor++] = v;
  } else if (t->type == kTfLiteInt8) {
    long q = lroundf(v / t->params.scale) + t->params.zero_point;
    t->data.int8[cursor++] = (int8_t)constrain(q, -128L, 127L);
  }
}

float scoreOf(int i) {
  TfLiteTensor* t = tfl_interpreter->output(0);
  if (t->type == kTfLiteFloat32) return t->data.f[i];
  return (t->data.int8[i] - t->params.zero_point) * t->params.scale;
}

void setup() {
  Serial.begin(115200);
  if (!IMU.begin()) while (1);
  tfl_interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tfl_resolver, tfl_arena, sizeof(tfl_arena), &tfl_reporter);
  if (tfl_interpreter->AllocateTensors() != kTfLiteOk) while (1);
}

void loop() {
  static int divider = 0;
  float x, y, z;
  if (!IMU.accelerationAvailable()) return;
  IMU.readAcceleration(x, y, z);
  divider = (divider + 1) % 5;
  if (divider) return;
  writeNext(x * 1000);
  writeNext(y * 1000);
  writeNext(z * 1000);
  if (cursor < 192) return;
  cursor = 0;
  if (tfl_interpreter->Invoke() != kTfLiteOk) {
    Serial.println("invoke failed");
    return;
  }
  const char* labels[] = {"circle", "line", "zigzag", "rest"};
  int top = 0;
  for (int i = 0; i < 4; i++) {
    if (scoreOf(i) > scoreOf(top)) top = i;
  }
  Serial.print("Prediction: ");
  Serial.print(labels[top]);
  Serial.print(" Confidence: ");
  Serial.println(scoreOf(top));
}
