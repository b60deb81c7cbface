#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

class Sine {
 public:
  bool begin() {
    const tflite::Model* m = tflite::GetModel(model);
    if (m->version() != TFLITE_SCHEMA_VERSION) return false;
    interpreter = new tflite::MicroInterpreter(m, resolver, arena, sizeof(arena), &reporter);
    return interpreter->AllocateTensors() == kTfLiteOk;
  }

  float operator()(float x) {
    *interpreter->typed_input_tensor<float>(0) = x;
    return interpreter->Invoke() == kTfLiteOk ? *interpreter->typed_output_tensor<float>(0) : NAN;
  }

 private:
  uint8_t arena[2500];
  tflite::MicroErrorReporter reporter;
  tflite::AllOpsResolver resolver;
  tflite::MicroInterpreter* interpreter = nullptr;
};

Sine sine;
float x = 0;
const float dx = TWO_PI / 64;

void setup() {
  Serial.begin(9600);
  if (!sine.begin()) {
    Serial.println("The network did not start");
    while (1) delay(100);
  }
}

void loop() {
  Serial.print("y=");
  Serial.println(sine(x), 3);
  x += dx;

  delay(25);
}
