#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

static uint8_t arena[4 * 1024] __attribute__((aligned(16)));
static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static tflite::MicroInterpreter* interpreter;

void die(const __FlashStringHelper* why) {
  Serial.println(why);
  while (true) {
    delay(1000);
  }
}

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  }
  const tflite::Model* net = tflite::GetModel(model);
  if (net->version() != TFLITE_SCHEMA_VERSION) die(F("schema"));
  static tflite::MicroInterpreter it(net, resolver, arena, sizeof arena, &reporter);
  if (it.AllocateTensors() != kTfLiteOk) die(F("arena"));
  if (it.input(0)->type != kTfLiteInt8 || it.output(0)->type != kTfLiteInt8) die(F("not an int8 model"));
  if (!APDS.begin()) die(F("sensor"));
  interpreter = &it;
}

void loop() {
  static unsigned long next = 0;
  if (!APDS.colorAvailable() || millis() < next) return;
  next = millis() + 100;

  int r, g, b;
  APDS.readColor(r, g, b);
  const float s = r + g + b;
  if (s == 0) return;
  const float shares[] = {r / s, g / s, b / s};
  const TfLiteQuantizationParams& p = interpreter->input(0)->params;
  int8_t* x = interpreter->typed_input_tensor<int8_t>(0);
  for (float share : shares) *x++ = static_cast<int8_t>(lroundf(share / p.scale) + p.zero_point);
  if (interpreter->Invoke() != kTfLiteOk) die(F("invoke"));
  const int8_t* y = interpreter->typed_output_tensor<int8_t>(0);
  const char* name = y[0] >= y[1] ? (y[0] >= y[2] ? "Apple" : "Orange") : (y[1] >= y[2] ? "Banana" : "Orange");
  Serial.println(name);
}
