#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter err;
tflite::AllOpsResolver all;
uint8_t arena[5 * 1024];
tflite::MicroInterpreter* nn;
String labels[] = {"Apple", "Banana", "Orange"};

String toJson(const String& label, float confidence, int r, int g, int b) {
  String s = "{\"label\":\"";
  s += label;
  s += "\",\"confidence\":";
  s += String(confidence, 3);
  s += ",\"rgb\":[" + String(r) + "," + String(g) + "," + String(b) + "]}";
  return s;
}

void setup() {
  Serial.begin(115200);
  APDS.begin();
  nn = new tflite::MicroInterpreter(tflite::GetModel(model), all, arena, sizeof arena, &err);
  nn->AllocateTensors();
}

void loop() {
  if (!APDS.colorAvailable()) {
    delay(2);
    return;
  }
  int r, g, b;
  APDS.readColor(r, g, b);
  float brightness = r + g + b;
  if (brightness < 3) return;

  float* x = nn->input(0)->data.f;
  x[0] = r / brightness;
  x[1] = g / brightness;
  x[2] = b / brightness;
  if (nn->Invoke() != kTfLiteOk) return;

  const float* y = nn->output(0)->data.f;
  int k = 0;
  for (int i = 0; i < 3; i++)
    if (y[i] > y[k]) k = i;
  Serial.println(toJson(labels[k], y[k], r, g, b));
  delay(300);
}
