#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* in = nullptr;
TfLiteTensor* out = nullptr;
uint8_t arena[6 * 1024];

int8_t quantize(float real, float scale, int zeroPoint) {
  int q = (int)round(real / scale) + zeroPoint;
  if (q < -128) q = -128;
  if (q > 127) q = 127;
  return (int8_t)q;
}

float dequantize(int8_t q, float scale, int zeroPoint) {
  return (q - zeroPoint) * scale;
}

void setup() {
  Serial.begin(9600);
  while (!Serial);
  if (!APDS.begin()) {
    Serial.println("Error initializing APDS9960 sensor.");
    while (1);
  }
  const tflite::Model* m = tflite::GetModel(model);
  if (m->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("wrong schema");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(m, resolver, arena, sizeof(arena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (1);
  }
  in = interpreter->input(0);
  out = interpreter->output(0);
}

void loop() {
  if (!APDS.colorAvailable()) {
    delay(5);
    return;
  }
  int r, g, b;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum == 0) return;

  in->data.f[0] = r / sum;
  in->data.f[1] = g / sum;
  in->data.f[2] = b / sum;

  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }

  const char* labels[] = {"Apple", "Banana", "Orange"};
  int best = 0;
  float bestScore = -1;
  for (int i = 0; i < 3; i++) {
    float score = dequantize(out->data.int8[i], out->params.scale, out->params.zero_point);
    if (score > bestScore) {
      bestScore = score;
      best = i;
    }
  }
  Serial.print(labels[best]);
  Serial.print(" (");
  Serial.print(bestScore, 2);
  Serial.println(")");
  delay(150);
}
