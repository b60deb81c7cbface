#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

constexpr int kTries = 5;
unsigned long answers = 0;

tflite::MicroErrorReporter micro_error_reporter;
tflite::AllOpsResolver all_ops_resolver;
tflite::MicroInterpreter* micro_interpreter;
alignas(16) uint8_t tensor_memory[4 * 1024];

bool startSensor() {
  for (int attempt = 1; attempt <= kTries; ++attempt) {
    if (APDS.begin()) return true;
    Serial.print("sensor did not answer, attempt ");
    Serial.println(attempt);
    delay(200 * attempt);
  }
  return false;
}

bool startNetwork() {
  const tflite::Model* net = tflite::GetModel(model);
  if (net->version() != TFLITE_SCHEMA_VERSION) return false;
  micro_interpreter = new tflite::MicroInterpreter(net, all_ops_resolver, tensor_memory, sizeof(tensor_memory),
                                                   &micro_error_reporter);
  return micro_interpreter->AllocateTensors() == kTfLiteOk;
}

void setup() {
  Serial.begin(9600);
  if (!startSensor() || !startNetwork()) {
    Serial.println("giving up");
    while (true) delay(10000);
  }
}

bool readShares(float shares[3]) {
  int counts[3] = {0, 0, 0};
  if (!APDS.colorAvailable()) return false;
  if (!APDS.readColor(counts[0], counts[1], counts[2])) return false;
  int sum = counts[0] + counts[1] + counts[2];
  if (sum <= 0) return false;
  for (int i = 0; i < 3; ++i) shares[i] = static_cast<float>(counts[i]) / static_cast<float>(sum);
  return true;
}

void loop() {
  if (!readShares(micro_interpreter->input(0)->data.f)) {
    delay(5);
    return;
  }
  if (micro_interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }
  const float* out = micro_interpreter->output(0)->data.f;
  int fruit = 0;
  if (out[1] > out[fruit]) fruit = 1;
  if (out[2] > out[fruit]) fruit = 2;
  static const char* const kFruit[] = {"Apple", "Banana", "Orange"};
  Serial.print("#");
  Serial.print(++answers);
  Serial.print(" ");
  Serial.println(kFruit[fruit]);
  delay(170);
}
