#include <TensorFlowLite.h>
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

#define NEED(condition, words) \
  if (!(condition)) fatal(words)

constexpr size_t kArenaBytes = 10 * 1024;
alignas(16) static uint8_t arena[kArenaBytes];
static tflite::MicroErrorReporter reporter;
static tflite::MicroInterpreter* interpreter = nullptr;

void fatal(const char* words) {
  pinMode(LED_BUILTIN, OUTPUT);
  for (bool on = true;; on = !on) {
    digitalWrite(LED_BUILTIN, on ? HIGH : LOW);
    Serial.println(words);
    delay(500);
  }
}

void setup() {
  Serial.begin(115200);
  const tflite::Model* net = tflite::GetModel(model);
  NEED(net->version() == TFLITE_SCHEMA_VERSION, "model of another schema");
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter instance(net, resolver, arena, kArenaBytes);
  interpreter = &instance;
  NEED(interpreter->AllocateTensors() == kTfLiteOk, "no memory for the tensors");
  const TfLiteTensor* in = interpreter->input(0);
  NEED(in->dims->size == 2 && in->dims->data[0] == 1 && in->dims->data[1] == 3, "input shape");
  NEED(in->type == kTfLiteFloat32, "input type");
  NEED(interpreter->output(0)->dims->data[1] == 3, "output shape");
  NEED(APDS.begin(), "colour sensor");
}

void loop() {
  if (!APDS.colorAvailable()) {
    delay(3);
    return;
  }
  int r, g, b;
  APDS.readColor(r, g, b);
  const int sum = r + g + b;
  if (sum == 0) return;
  float* in = tflite::GetTensorData<float>(interpreter->input(0));
  in[0] = static_cast<float>(r) / sum;
  in[1] = static_cast<float>(g) / sum;
  in[2] = static_cast<float>(b) / sum;
  NEED(interpreter->Invoke() == kTfLiteOk, "inference");
  const float* out = tflite::GetTensorData<float>(interpreter->output(0));
  const int n = interpreter->output(0)->dims->data[1];
  const int best = std::max_element(out, out + n) - out;
  static const char* kNames[] = {"Apple", "Banana", "Orange"};
  Serial.print(F("class="));
  Serial.print(kNames[best]);
  Serial.print(F(" p="));
  Serial.println(out[best], 3);
  delay(100);
}
