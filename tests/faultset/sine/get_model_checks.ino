#include <TensorFlowLite.h>
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

namespace {
tflite::MicroErrorReporter micro_reporter;
tflite::ErrorReporter& reporter = micro_reporter;
tflite::AllOpsResolver resolver;
constexpr size_t kArena = 6000;
alignas(16) uint8_t arena[kArena];
tflite::MicroInterpreter* interpreter = nullptr;

enum Problem { NONE, SCHEMA, INIT, ALLOCATE, SHAPE, TYPE };

Problem open() {
  const tflite::Model* m = tflite::GetModel(model);
  if (m->version() != TFLITE_SCHEMA_VERSION) return SCHEMA;
  interpreter = new tflite::MicroInterpreter(m, resolver, arena, kArena, &reporter);
  if (interpreter->initialization_status() != kTfLiteOk) return INIT;
  if (interpreter->AllocateTensors() != kTfLiteOk) return ALLOCATE;
  const TfLiteTensor* in = interpreter->input(0);
  if (in->bytes != sizeof(float)) return SHAPE;
  if (in->type != kTfLiteFloat32 || interpreter->output(0)->type != kTfLiteFloat32) return TYPE;
  return NONE;
}
}  // namespace

void setup() {
  Serial.begin(115200);
  const Problem problem = open();
  if (problem != NONE) {
    reporter.Report("problem %d", problem);
    while (true) delay(1000);
  }
}

void loop() {
  static int step = 0;
  const float x = static_cast<float>(TWO_PI) / 64.0f * step;
  *tflite::GetTensorData<float>(interpreter->input(0)) = x;
  if (interpreter->Invoke() != kTfLiteOk) {
    reporter.Report("Invoke failed at step %d", step);
  } else {
    const float y = *tflite::GetTensorData<float>(interpreter->output(0));
    Serial.print(step);
    Serial.print(": ");
    Serial.println(y, 4);
  }
  step = (step + 1) % 64;
  delay(40);
}
