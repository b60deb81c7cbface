#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

struct Codec {
  float scale = 1;
  int zero = 0;
  void learn(const TfLiteTensor* t) {
    scale = t->params.scale;
    zero = t->params.zero_point;
  }
  int8_t encode(float v) const {
    long q = lroundf(v / scale) + zero;
    return (int8_t)(q > 127 ? 127 : q < -128 ? -128 : q);
  }
  float decode(int8_t q) const { return scale * (q - zero); }
};

Codec ask, tell;
tflite::MicroErrorReporter er;
tflite::AllOpsResolver op;
uint8_t pool[3072];
tflite::MicroInterpreter* net;

void setup() {
  Serial.begin(9600);
  net = new tflite::MicroInterpreter(tflite::GetModel(model), op, pool, sizeof(pool), &er);
  while (net->AllocateTensors() != kTfLiteOk) {
    Serial.println("retry");
    delay(1000);
  }
  ask.learn(net->output(0));
  tell.learn(net->input(0));
}

void loop() {
  static unsigned int tick = 0;
  static unsigned long due = 0;
  if (millis() < due) return;
  due = millis() + 25;
  float x = (tick++ % 64) * (float)TWO_PI / 64;
  net->input(0)->data.int8[0] = ask.encode(x);
  if (net->Invoke() == kTfLiteOk) {
    Serial.print("predicted ");
    Serial.println(tell.decode(net->output(0)->data.int8[0]), 3);
  }
}
