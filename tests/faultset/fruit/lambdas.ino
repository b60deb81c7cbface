#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include <algorithm>
#include <array>
#include <numeric>
#include "model.h"

namespace fruit {
constexpr std::array<const char*, 3> names{{"Apple", "Banana", "Orange"}};
alignas(16) std::array<uint8_t, 4096> arena;

auto& interpreter() {
  static tflite::MicroErrorReporter reporter;
  static tflite::MicroMutableOpResolver<2> resolver;
  static const bool added = [] { return resolver.AddFullyConnected() == kTfLiteOk && resolver.AddSoftmax() == kTfLiteOk; }();
  (void)added;
  static tflite::MicroInterpreter it{tflite::GetModel(model), resolver, arena.data(), arena.size(), &reporter};
  return it;
}
}  // namespace fruit

void setup() {
  Serial.begin(9600);
  const bool ok = APDS.begin() && fruit::interpreter().AllocateTensors() == kTfLiteOk;
  if (!ok) {
    Serial.println("setup failed");
    for (;;) yield();
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  std::array<int, 3> counts{};
  APDS.readColor(counts[0], counts[1], counts[2]);
  const float sum = std::accumulate(counts.begin(), counts.end(), 0);
  if (!(sum > 0)) return;

  auto& net = fruit::interpreter();
  std::transform(counts.begin(), counts.end(), net.input(0)->data.f, [sum](int n) { return n / sum; });
  if (net.Invoke() != kTfLiteOk) return;

  const float* p = net.output(0)->data.f;
  const auto best = std::max_element(p, p + fruit::names.size());
  Serial.println(fruit::names[best - p]);
  delay(150);
}
