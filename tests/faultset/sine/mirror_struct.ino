#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

struct Prediction {
  bool valid;
  float x;
  float y;
};

static tflite::MicroErrorReporter reporter;
static tflite::MicroMutableOpResolver<3> resolver(&reporter);
static uint8_t arena[1300];
static tflite::MicroInterpreter* net = nullptr;

static Prediction predict(float x) {
  net->input(0)->data.f[0] = x;
  Prediction p{net->Invoke() == kTfLiteOk, x, 0};
  if (p.valid) p.y = net->output(0)->data.f[0];
  return p;
}

static void print(const Prediction& p) {
  if (!p.valid) {
    Serial.println("invalid");
    return;
  }
  Serial.print('(');
  Serial.print(p.x, 3);
  Serial.print("; ");
  Serial.print(p.y, 3);
  Serial.println(')');
}

void setup() {
  Serial.begin(9600);
  resolver.AddFullyConnected();
  resolver.AddRelu();
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  net = &it;
  if (it.AllocateTensors() != kTfLiteOk) {
    Serial.println("does not fit");
    while (true) delay(1);
  }
}

void loop() {
  static const float kStep = TWO_PI / 64;
  static int k = 0;
  print(predict(k * kStep));
  if (++k == 64) k = 0;
  delay(45);
}
