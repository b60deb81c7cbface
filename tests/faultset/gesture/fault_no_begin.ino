#include <TensorFlowLite.h>

#include "model.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_LSM9DS1.h>

namespace {
tflite::ErrorReporter* error_reporter = nullptr;
const tflite::Model* wand = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* model_input = nullptr;
int input_length = 0;
int write_index = 0;
uint32_t next_reading = 0;

constexpr int kTensorArenaSize = 60 * 1024;
uint8_t tensor_arena[kTensorArenaSize];
constexpr int kGestureCount = 4;
const char* kGestureNames[kGestureCount] = {"circle", "line", "zigzag", "rest"};
}  // namespace

TfLiteStatus SetupAccelerometer(tflite::ErrorReporter* reporter) {
  TF_LITE_REPORT_ERROR(reporter, "Magic starts!");
  return kTfLiteOk;
}

// Takes one reading when it is due; true when the window has been filled.
bool ReadAccelerometer(float* input, int length) {
  if (millis() < next_reading || !IMU.accelerationAvailable()) return false;
  next_reading = millis() + 40;
  float x, y, z;
  if (!IMU.readAcceleration(x, y, z)) return false;
  input[write_index++] = x * 1000.0f;
  input[write_index++] = y * 1000.0f;
  input[write_index++] = z * 1000.0f;
  if (write_index < length) return false;
  write_index = 0;
  return true;
}

void HandleOutput(int kind) { TF_LITE_REPORT_ERROR(error_reporter, "%s", kGestureNames[kind]); }

void setup() {
  static tflite::MicroErrorReporter micro_error_reporter;
  error_reporter = &micro_error_reporter;
  Serial.begin(9600);
  wand = tflite::GetModel(model);
  if (wand->version() != TFLITE_SCHEMA_VERSION) {
    TF_LITE_REPORT_ERROR(error_reporter, "Model provided is schema version %d not equal to supported version %d.",
                         wand->version(), TFLITE_SCHEMA_VERSION);
    return;
  }
  static tflite::MicroMutableOpResolver<6> micro_op_resolver;
  micro_op_resolver.AddConv2D();
  micro_op_resolver.AddMaxPool2D();
  micro_op_resolver.AddAveragePool2D();
  micro_op_resolver.AddReshape();
  micro_op_resolver.AddFullyConnected();
  micro_op_resolver.AddSoftmax();
  static tflite::MicroInterpreter static_interpreter(wand, micro_op_resolver, tensor_arena, kTensorArenaSize,
                                                     error_reporter);
  interpreter = &static_interpreter;
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(error_reporter, "AllocateTensors failed");
    return;
  }
  model_input = interpreter->input(0);
  if (model_input->type != kTfLiteFloat32 || model_input->bytes != 64 * 3 * sizeof(float)) {
    TF_LITE_REPORT_ERROR(error_reporter, "Bad input tensor parameters in model");
    return;
  }
  input_length = model_input->bytes / sizeof(float);
  if (SetupAccelerometer(error_reporter) != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(error_reporter, "Set up failed");
  }
}

void loop() {
  if (!ReadAccelerometer(model_input->data.f, input_length)) return;
  if (interpreter->Invoke() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(error_reporter, "Invoke failed on index: %d", write_index);
    return;
  }
  const float* prediction = interpreter->output(0)->data.f;
  int kind = 0;
  for (int i = 1; i < kGestureCount; ++i) {
    if (prediction[i] > prediction[kind]) kind = i;
  }
  HandleOutput(kind);
}
