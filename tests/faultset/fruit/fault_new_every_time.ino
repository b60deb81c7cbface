#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

template <size_t N>
struct Scores {
  float value[N];
  size_t best() const {
    size_t b = 0;
    for (size_t i = 1; i < N; ++i)
      if (value[i] > value[b]) b = i;
    return b;
  }
};

template <typename First>
void say(First f) {
  Serial.println(f);
}

template <typename First, typename... Rest>
void say(First f, Rest... rest) {
  Serial.print(f);
  say(rest...);
}

constexpr size_t CLASSES = 3;
constexpr const char* LABEL[CLASSES] = {"Apple", "Banana", "Orange"};

tflite::MicroErrorReporter rep;
tflite::AllOpsResolver resolver;
uint8_t arena[4096];
tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &rep);

void setup() {
  Serial.begin(9600);
  if (net.AllocateTensors() != kTfLiteOk) {
    say("allocation failed");
    while (true) delay(1000);
  }
  if (!APDS.begin()) {
    say("sensor failed");
    while (true) delay(1000);
  }
}

Scores<CLASSES> infer(int r, int g, int b) {
  const float sum = r + g + b;
  TfLiteTensor* in = net.input(0);
  float* shares = new float[48];
  shares[0] = r / sum;
  shares[1] = g / sum;
  shares[2] = b / sum;
  memcpy(in->data.f, shares, 3 * sizeof(float));
  net.Invoke();
  Scores<CLASSES> s;
  memcpy(s.value, net.output(0)->data.f, sizeof(s.value));
  return s;
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable() || !APDS.readColor(r, g, b) || r + g + b < 1) return;
  const Scores<CLASSES> s = infer(r, g, b);
  say("r=", r, " g=", g, " b=", b, " -> ", LABEL[s.best()], " (", s.value[s.best()], ")");
  delay(220);
}
