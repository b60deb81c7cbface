#include <TensorFlowLite.h>
#include <memory>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

using tflite::MicroInterpreter;

struct Runtime {
  uint8_t arena[1024 * 12];
  tflite::MicroErrorReporter reporter;
  tflite::AllOpsResolver resolver;
  std::unique_ptr<MicroInterpreter> interpreter;

  bool open() {
    auto* net = tflite::GetModel(::model);
    if (net->version() != TFLITE_SCHEMA_VERSION) return false;
    interpreter.reset(new MicroInterpreter(net, resolver, arena, sizeof(arena), &reporter));
    return interpreter->AllocateTensors() == kTfLiteOk;
  }
  float* in() { return interpreter->input(0)->data.f; }
  float* out() { return interpreter->output(0)->data.f; }
};

static Runtime runtime;

void setup() {
  Serial.begin(9600);
  while (!Serial);
  Serial.println(APDS.begin() ? "sensor ok" : "sensor missing");
  Serial.println(runtime.open() ? "network ok" : "network missing");
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  const float s = r + g + b;
  if (s < 4) return;
  runtime.in()[0] = r / s;
  runtime.in()[1] = g / s;
  runtime.in()[2] = b / s;
  if (runtime.interpreter->Invoke() != kTfLiteOk) return;
  auto y = runtime.out();
  Serial.println(y[0] > y[1] ? (y[0] > y[2] ? "Apple" : "Orange") : (y[1] > y[2] ? "Banana" : "Orange"));
  delay(111);
}
