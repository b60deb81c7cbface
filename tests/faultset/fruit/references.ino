#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

namespace {

struct Rgb {
  int r{0};
  int g{0};
  int b{0};
  int sum() const { return r + g + b; }
};

struct Features {
  float red;
  float green;
  float blue;
};

tflite::MicroInterpreter& network() {
  alignas(16) static uint8_t arena[5 * 1024];
  static tflite::MicroErrorReporter reporter;
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter instance(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  return instance;
}

bool sense(APDS9960& sensor, Rgb& colour) {
  return sensor.colorAvailable() && sensor.readColor(colour.r, colour.g, colour.b) && colour.sum() > 0;
}

Features normalise(const Rgb& colour) {
  const float scale = 1.0f / static_cast<float>(colour.sum());
  return {colour.r * scale, colour.g * scale, colour.b * scale};
}

const char* classify(tflite::MicroInterpreter& net, const Features& features) {
  TfLiteTensor& in = *net.input(0);
  in.data.f[0] = features.red;
  in.data.f[1] = features.green;
  in.data.f[2] = features.blue;
  if (net.Invoke() != kTfLiteOk) return nullptr;
  const TfLiteTensor& out = *net.output(0);
  const float& apple = out.data.f[0];
  const float& banana = out.data.f[1];
  const float& orange = out.data.f[2];
  if (apple >= banana && apple >= orange) return "Apple";
  return banana >= orange ? "Banana" : "Orange";
}

}  // namespace

void setup() {
  Serial.begin(9600);
  const bool fine = tflite::GetModel(model)->version() == TFLITE_SCHEMA_VERSION &&
                    network().AllocateTensors() == kTfLiteOk && APDS.begin();
  if (!fine) {
    Serial.println("initialisation failed");
    for (;;) delay(1000);
  }
}

void loop() {
  Rgb colour;
  if (!sense(APDS, colour)) return;
  if (const char* name = classify(network(), normalise(colour))) Serial.println(name);
  delay(125);
}
