#include <TensorFlowLite.h>

#include "model.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"

namespace {
tflite::ErrorReporter* reporter = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
uint8_t tensor_arena[2500];
int cycle_position = 0;
}  // namespace

void setup() {
  static tflite::MicroErrorReporter micro_reporter;
  reporter = &micro_reporter;
  Serial.begin(9600);
  const tflite::Model* sine = tflite::GetModel(model);
  if (sine->version() != TFLITE_SCHEMA_VERSION) {
    TF_LITE_REPORT_ERROR(reporter, "schema version %d", sine->version());
    while (true) delay(1000);
  }
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter static_interpreter(sine, resolver, tensor_arena, sizeof(tensor_arena), reporter);
  if (static_interpreter.AllocateTensors() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "AllocateTensors() failed");
    while (true) delay(1000);
  }
  interpreter = &static_interpreter;
  TF_LITE_REPORT_ERROR(reporter, "sine network ready, %d bytes of arena", (int)interpreter->arena_used_bytes());
}

void loop() {
  const float x = static_cast<float>(cycle_position) * 2.f * 3.14159265f / 64.f;
  interpreter->input(0)->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "Invoke failed at %d", cycle_position);
    return;
  }
  Serial.println(interpreter->output(0)->data.f[0], 4);
  if (++cycle_position >= 64) {
    cycle_position = 0;
    TF_LITE_REPORT_ERROR(reporter, "once round");
  }
  delay(20);
}
