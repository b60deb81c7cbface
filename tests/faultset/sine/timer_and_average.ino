#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

class ErrorMeter {
 public:
  void add(float truth, float guess) {
    sum_ += fabsf(truth - guess);
    ++count_;
  }
  float mean() const { return count_ ? sum_ / count_ : 0; }
  void reset() { sum_ = 0, count_ = 0; }

 private:
  float sum_ = 0;
  unsigned count_ = 0;
};

ErrorMeter meter;
tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<2> ops;
alignas(16) uint8_t arena[1536];
tflite::MicroInterpreter net(tflite::GetModel(model), ops, arena, sizeof(arena), &reporter);

void setup() {
  Serial.begin(115200);
  ops.AddFullyConnected();
  if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION || net.AllocateTensors() != kTfLiteOk) {
    Serial.println("unusable");
    while (true) delay(1000);
  }
}

void loop() {
  static uint8_t k = 0;
  const float x = k * (2.0f * PI / 64.0f);
  net.input(0)->data.f[0] = x;
  if (net.Invoke() != kTfLiteOk) return;
  const float y = net.output(0)->data.f[0];
  meter.add(sinf(x), y);
  Serial.println(y, 4);
  k = (k + 1) & 0x3F;
  if (k == 0) {
    Serial.print("# off by ");
    Serial.print(meter.mean(), 4);
    Serial.println(" on average");
    meter.reset();
  }
  delay(18);
}
