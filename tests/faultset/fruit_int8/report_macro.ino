#include <TensorFlowLite.h>

#include "model.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>

namespace {
tflite::MicroErrorReporter micro_error_reporter;
tflite::ErrorReporter* reporter = &micro_error_reporter;
tflite::MicroInterpreter* interpreter = nullptr;
alignas(16) uint8_t tensor_arena[4 * 1024];
bool broken = false;
}  // namespace

void setup() {
  const tflite::Model* net = tflite::GetModel(model);
  Serial.begin(9600);
  if (net->version() != TFLITE_SCHEMA_VERSION) {
    TF_LITE_REPORT_ERROR(reporter, "schema %d, wanted %d", net->version(), TFLITE_SCHEMA_VERSION);
    broken = true;
    return;
  }
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter static_interpreter(net, resolver, tensor_arena, sizeof(tensor_arena), reporter);
  interpreter = &static_interpreter;
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "tensors do not fit");
    broken = true;
    return;
  }
  if (!APDS.begin()) {
    TF_LITE_REPORT_ERROR(reporter, "no colour sensor");
    broken = true;
  }
}

void loop() {
  if (broken) return;
  int r, g, b;
  while (!APDS.colorAvailable()) {
    delay(2);
  }
  APDS.readColor(r, g, b);
  const int sum = r + g + b;
  if (sum == 0) return;

  TfLiteTensor* input = interpreter->input(0);
  const int counts[3] = {r, g, b};
  for (int i = 0; i < 3; ++i) {
    const float real = static_cast<float>(counts[i]) / sum;
    input->data.int8[i] = static_cast<int8_t>(roundf(real / input->params.scale) + input->params.zero_point);
  }
  if (interpreter->Invoke() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "inference failed");
    return;
  }
  TfLiteTensor* output = interpreter->output(0);
  int best = 0;
  for (int i = 1; i < 3; ++i) {
    if (output->data.int8[i] > output->data.int8[best]) best = i;
  }
  static const char* kNames[3] = {"Apple", "Banana", "Orange"};
  TF_LITE_REPORT_ERROR(reporter, "%s, raw score %d", kNames[best], output->data.int8[best]);
  delay(150);
}
