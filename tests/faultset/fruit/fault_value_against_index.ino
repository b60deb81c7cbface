#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "Arduino_APDS9960.h"
#include "model.h"

namespace {
const char* kLabel[] = {"Apple", "Banana", "Orange"};
uint8_t arena[4096];
tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<5> resolver;
tflite::MicroInterpreter* engine;
}

void halt(const char* why) {
  Serial.print("# ");
  Serial.println(why);
  while (true) delay(500);
}

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(10);
  Serial.println("ms,r,g,b,class");

  resolver.AddFullyConnected();
  resolver.AddRelu();
  resolver.AddReshape();
  resolver.AddSoftmax();
  resolver.AddQuantize();

  const tflite::Model* m = tflite::GetModel(model);
  if (m->version() != TFLITE_SCHEMA_VERSION) halt("schema version");
  static tflite::MicroInterpreter theEngine(m, resolver, arena, sizeof(arena), &reporter);
  engine = &theEngine;
  if (engine->AllocateTensors() != kTfLiteOk) halt("arena too small");
  if (!APDS.begin()) halt("no colour sensor");
}

void loop() {
  int rgb[3];
  while (APDS.colorAvailable() == 0) delay(1);
  APDS.readColor(rgb[0], rgb[1], rgb[2]);
  const int sum = rgb[0] + rgb[1] + rgb[2];
  if (sum < 6) {
    delay(50);
    return;
  }
  for (int i = 0; i < 3; ++i) engine->input(0)->data.f[i] = float(rgb[i]) / float(sum);
  if (engine->Invoke() != kTfLiteOk) halt("invoke");

  Serial.print(millis());
  for (int v : rgb) {
    Serial.print(',');
    Serial.print(v);
  }
  int top = 0;
  for (int i = 0; i < 3; ++i) {
    const float p = engine->output(0)->data.f[i];
    if (p > top) top = i;
  }
  Serial.print(',');
  Serial.println(kLabel[top]);
  delay(100);
}
