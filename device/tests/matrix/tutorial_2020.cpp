// builds tflm-2.1.0-alpha tflm-2.4.0-alpha
// The tutorials' shape: global objects, everything registered, a reporter handed over.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"
#include <Arduino_APDS9960.h>

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
const tflite::Model* network = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
constexpr int kArena = 8 * 1024;
byte arena[kArena] __attribute__((aligned(16)));

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) Serial.println("no sensor");
  network = tflite::GetModel(model);
  if (network->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("schema");
    while (1) {
    }
  }
  interpreter = new tflite::MicroInterpreter(network, resolver, arena, kArena, &reporter);
  interpreter->AllocateTensors();
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  input->data.f[0] = 0.5f;
  if (interpreter->Invoke() != kTfLiteOk) return;
  Serial.println(output->data.f[0]);
  delay(100);
}
