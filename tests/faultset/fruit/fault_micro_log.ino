#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

enum class Status { kOk, kNoSensor, kWrongSchema, kNoMemory, kNoAnswer, kDark };

static tflite::MicroErrorReporter g_reporter;
static tflite::AllOpsResolver g_ops;
static uint8_t g_arena[4096];
static tflite::MicroInterpreter* g_net = nullptr;

static Status start() {
  if (!APDS.begin()) return Status::kNoSensor;
  const tflite::Model* flat = tflite::GetModel(model);
  if (flat->version() != TFLITE_SCHEMA_VERSION) return Status::kWrongSchema;
  static tflite::MicroInterpreter net(flat, g_ops, g_arena, sizeof(g_arena), &g_reporter);
  if (net.AllocateTensors() != kTfLiteOk) return Status::kNoMemory;
  g_net = &net;
  return Status::kOk;
}

static Status classify(int* result) {
  int r, g, b;
  if (!APDS.readColor(r, g, b)) return Status::kNoSensor;
  const int sum = r + g + b;
  if (sum < 3) return Status::kDark;
  float* in = g_net->input(0)->data.f;
  in[0] = static_cast<float>(r) / sum;
  in[1] = static_cast<float>(g) / sum;
  in[2] = static_cast<float>(b) / sum;
  if (g_net->Invoke() != kTfLiteOk) return Status::kNoAnswer;
  const float* out = g_net->output(0)->data.f;
  *result = 0;
  for (int i = 1; i < 3; ++i) {
    if (out[i] > out[*result]) *result = i;
  }
  return Status::kOk;
}

static Status g_status = Status::kOk;

void setup() {
  Serial.begin(9600);
  g_status = start();
}

void loop() {
  if (g_status != Status::kOk) {
    Serial.print("start failed, reason ");
    Serial.println(static_cast<int>(g_status));
    delay(2000);
    return;
  }
  if (!APDS.colorAvailable()) return;
  int fruit = -1;
  if (classify(&fruit) != Status::kOk) return;
  const char* const names[] = {"Apple", "Banana", "Orange"};
  Serial.println(names[fruit]);
  delay(140);
}
