#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include <limits>
#include "model.h"

template <typename T>
T quantised(float value, const TfLiteQuantizationParams& q) {
  const long raw = lroundf(value / q.scale) + q.zero_point;
  const long lowest = std::numeric_limits<T>::min();
  const long highest = std::numeric_limits<T>::max();
  return static_cast<T>(raw < lowest ? lowest : raw > highest ? highest : raw);
}

template <typename T>
int argmax(const T* values, int count) {
  int best = 0;
  for (int i = 1; i < count; ++i)
    if (values[i] > values[best]) best = i;
  return best;
}

tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<6> resolver(&reporter);
tflite::MicroInterpreter* interpreter;
uint8_t arena[2 * 1024];
enum { kApple, kBanana, kOrange, kCount };

void setup() {
  Serial.begin(9600);
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  resolver.AddQuantize();
  resolver.AddDequantize();
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &it;
  bool ok = it.AllocateTensors() == kTfLiteOk;
  ok = ok && APDS.begin();
  if (!ok) {
    Serial.println("initialisation failed");
    while (true) {
    }
  }
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  const float all = r + g + b;
  if (all < 2) return;
  TfLiteTensor* in = interpreter->input(0);
  in->data.int8[0] = quantised<int8_t>(r / all, in->params);
  in->data.int8[1] = quantised<int8_t>(g / all, in->params);
  in->data.int8[2] = quantised<int8_t>(b / all, in->params);
  if (interpreter->Invoke() != kTfLiteOk) return;
  switch (argmax(interpreter->output(0)->data.int8, kCount)) {
    case kApple: Serial.println("APPLE"); break;
    case kBanana: Serial.println("BANANA"); break;
    case kOrange: Serial.println("ORANGE"); break;
  }
  delay(130);
}
