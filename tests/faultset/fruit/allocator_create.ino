#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_allocator.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

namespace {
constexpr size_t kBytes = 16 * 1024;
alignas(16) uint8_t bytes[kBytes];
tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
const char* const kFruit[3] = {"Apple", "Banana", "Orange"};
}  // namespace

void setup() {
  Serial.begin(9600);
  tflite::MicroAllocator* allocator = tflite::MicroAllocator::Create(bytes, kBytes, &reporter);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, allocator, &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true) delay(10);
  }
  if (!APDS.begin()) {
    Serial.println("APDS.begin failed");
    while (true) delay(10);
  }
}

void loop() {
  if (!APDS.colorAvailable()) {
    delay(4);
    return;
  }
  int rgb[3];
  APDS.readColor(rgb[0], rgb[1], rgb[2]);
  int sum = 0;
  for (int i = 0; i < 3; ++i) sum += rgb[i];
  if (!sum) return;
  for (int i = 0; i < 3; ++i) interpreter->input(0)->data.f[i] = 1.0f * rgb[i] / sum;
  if (interpreter->Invoke() != kTfLiteOk) return;
  int at = 0;
  for (int i = 1; i < 3; ++i)
    if (interpreter->output(0)->data.f[at] < interpreter->output(0)->data.f[i]) at = i;
  Serial.print("-> ");
  Serial.println(kFruit[at]);
  delay(90);
}
