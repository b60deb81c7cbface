#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

namespace sine {
constexpr unsigned kSteps{64};
alignas(16) uint8_t arena[1024 + 512];
tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<4> resolver{&reporter};

tflite::MicroInterpreter& interpreter() {
  static tflite::MicroInterpreter instance{tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter};
  return instance;
}

float at(unsigned step) { return static_cast<float>(TWO_PI) * step / kSteps; }
}  // namespace sine

void setup() {
  Serial.begin(9600);
  sine::resolver.AddFullyConnected();
  if (sine::interpreter().AllocateTensors() != kTfLiteOk || sine::interpreter().Invoke() != kTfLiteOk) {
    Serial.println("{\"error\":\"arena\"}");
    for (;;) yield();
  }
}

void loop() {
  for (unsigned step = 0; step < sine::kSteps; ++step) {
    auto& net = sine::interpreter();
    net.input(0)->data.f[0] = sine::at(step);

    Serial.print("{\"x\":");
    Serial.print(sine::at(step), 5);
    Serial.print(",\"y\":");
    Serial.print(net.output(0)->data.f[0], 5);
    Serial.println("}");
    delay(15);
  }
}
