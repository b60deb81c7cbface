#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter g_reporter;
tflite::AllOpsResolver g_resolver;
uint8_t g_arena[8 * 1024];
tflite::MicroInterpreter* g_interpreter = nullptr;
const char* const CLASS_NAMES[] = {"Apple", "Banana", "Orange"};

void put(TfLiteTensor* t, int i, float v) {
  switch (t->type) {
    case kTfLiteFloat32:
      t->data.f[i] = v;
      break;
    case kTfLiteInt8: {
      long q = lroundf(v / t->params.scale) + t->params.zero_point;
      t->data.int8[i] = (int8_t)constrain(q, -128L, 127L);
      break;
    }
    case kTfLiteUInt8: {
      long q = lroundf(v / t->params.scale) + t->params.zero_point;
      t->data.uint8[i] = (uint8_t)constrain(q, 0L, 255L);
      break;
    }
    default:
      Serial.println("unsupported input type");
  }
}

float get(const TfLiteTensor* t, int i) {
  switch (t->type) {
    case kTfLiteFloat32:
      return t->data.f[i];
    case kTfLiteInt8:
      return (t->data.int8[i] - t->params.zero_point) * t->params.scale;
    case kTfLiteUInt8:
      return (t->data.uint8[i] - t->params.zero_point) * t->params.scale;
    default:
      return 0;
  }
}

void setup() {
  Serial.begin(9600);
  while (!Serial) { ; }
  if (!APDS.begin()) { Serial.println("APDS9960 missing"); while (1) { ; } }
  static tflite::MicroInterpreter interp(tflite::GetModel(model), g_resolver, g_arena, sizeof(g_arena), &g_reporter);
  if (interp.AllocateTensors() != kTfLiteOk) { Serial.println("AllocateTensors"); while (1) { ; } }
  g_interpreter = &interp;
}

void loop() {
  if (!APDS.colorAvailable()) { delay(5); return; }
  int r, g, b;
  APDS.readColor(r, g, b);
  float total = (float)(r + g + b);
  if (total <= 0.0f) { return; }

  TfLiteTensor* in = g_interpreter->input(0);
  put(in, 0, r / total);
  put(in, 1, g / total);
  put(in, 2, b / total);
  if (g_interpreter->Invoke() != kTfLiteOk) { Serial.println("Invoke error"); return; }

  const TfLiteTensor* out = g_interpreter->output(0);
  int idx = 0;
  float hi = get(out, 0);
  for (int i = 1; i < 3; i++) {
    float v = get(out, i);
    if (v > hi) { hi = v; idx = i; }
  }
  Serial.print("Prediction: "); Serial.print(CLASS_NAMES[idx]);
  Serial.print(", confidence: "); Serial.println(hi, 2);
  delay(200);
}
