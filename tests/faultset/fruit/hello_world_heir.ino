#include <TensorFlowLite.h>

#include "model.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>

// Globals, used for compatibility with Arduino-style sketches.
namespace {
tflite::ErrorReporter* error_reporter = nullptr;
const tflite::Model* fruit_net = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;

constexpr int kTensorArenaSize = 4000;
uint8_t tensor_arena[kTensorArenaSize];
constexpr int kFruits = 3;
const char* const kFruitNames[kFruits] = {"apple", "banana", "orange"};
bool ready = false;
}  // namespace

void setup() {
  static tflite::MicroErrorReporter micro_error_reporter;
  error_reporter = &micro_error_reporter;
  Serial.begin(115200);

  fruit_net = tflite::GetModel(model);
  if (fruit_net->version() != TFLITE_SCHEMA_VERSION) {
    TF_LITE_REPORT_ERROR(error_reporter, "Model provided is schema version %d not equal to supported version %d.",
                         fruit_net->version(), TFLITE_SCHEMA_VERSION);
    return;
  }

  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter static_interpreter(fruit_net, resolver, tensor_arena, kTensorArenaSize,
                                                     error_reporter);
  interpreter = &static_interpreter;

  TfLiteStatus allocate_status = interpreter->AllocateTensors();
  if (allocate_status != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(error_reporter, "AllocateTensors() failed");
    return;
  }
  input = interpreter->input(0);
  output = interpreter->output(0);

  if (!APDS.begin()) {
    TF_LITE_REPORT_ERROR(error_reporter, "APDS9960 did not start");
    return;
  }
  ready = true;
}

void loop() {
  if (!ready || !APDS.colorAvailable()) return;

  int red = 0, green = 0, blue = 0;
  APDS.readColor(red, green, blue);
  const int total = red + green + blue;
  if (total == 0) return;

  input->data.f[0] = static_cast<float>(red) / total;
  input->data.f[1] = static_cast<float>(green) / total;
  input->data.f[2] = static_cast<float>(blue) / total;

  if (interpreter->Invoke() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(error_reporter, "Invoke failed");
    return;
  }

  int winner = 0;
  for (int i = 0; i < kFruits; ++i) {
    if (output->data.f[i] > output->data.f[winner]) winner = i;
  }
  TF_LITE_REPORT_ERROR(error_reporter, "%s (%d percent)", kFruitNames[winner],
                       static_cast<int>(100.0f * output->data.f[winner]));
}
