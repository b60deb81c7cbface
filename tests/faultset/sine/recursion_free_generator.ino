#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

template <int Steps>
class Sweep {
 public:
  Sweep(float low, float high) : low_(low), high_(high) {}
  float next() {
    const float t = static_cast<float>(index_) / Steps;
    index_ = index_ + 1 == Steps ? 0 : index_ + 1;
    return low_ + t * (high_ - low_);
  }

 private:
  float low_, high_;
  int index_ = 0;
};

Sweep<64> sweep(0.0f, 2.0f * PI);

struct {
  tflite::MicroErrorReporter errors;
  tflite::AllOpsResolver ops;
  uint8_t arena[3000];
} tf;

tflite::MicroInterpreter interpreter(tflite::GetModel(model), tf.ops, tf.arena, sizeof(tf.arena), &tf.errors);

void setup() {
  Serial.begin(9600);
  if (interpreter.AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors: no");
    while (true) yield();
  }
}

void loop() {
  const float x = sweep.next();
  interpreter.input(0)->data.f[0] = x;
  if (interpreter.Invoke() == kTfLiteOk) Serial.println(interpreter.output(0)->data.f[0], 3);
  delay(16);
}
