#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

namespace demo {

constexpr unsigned kSteps = 64;
unsigned step = 0;
tflite::MicroInterpreter* interpreter = nullptr;

void start() {
  alignas(16) static uint8_t arena[2304];
  static tflite::MicroErrorReporter reporter;
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter instance(tflite::GetModel(::model), resolver, arena, sizeof(arena), &reporter);
  if (instance.AllocateTensors() == kTfLiteOk) interpreter = &instance;
}

float x() { return step * static_cast<float>(TWO_PI) / kSteps; }

void turn() {
  if (interpreter == nullptr) {
    Serial.println("stopped");
    delay(1000);
    return;
  }
  *interpreter->typed_input_tensor<float>(0) = x();
  if (interpreter->Invoke() == kTfLiteOk) Serial.println(*interpreter->typed_output_tensor<float>(0), 4);
  step = (step + 1) % kSteps;
}

}  // namespace demo

void setup() {
  Serial.begin(115200);
  demo::start();
}

void loop() {
  demo::turn();
  delay(35);
}
