#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t workspace[3500];
tflite::MicroInterpreter* interpreter;
String names = "Apple,Banana,Orange";

String nth(const String& list, int n) {
  int from = 0;
  while (n-- > 0) from = list.indexOf(',', from) + 1;
  int to = list.indexOf(',', from);
  return to < 0 ? list.substring(from) : list.substring(from, to);
}

void setup() {
  Serial.begin(9600);
  delay(1000);
  APDS.enableColor(true);
  if (!APDS.begin()) {
    Serial.println("APDS9960 not found");
    while (1) ;
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, workspace, sizeof(workspace), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("not enough memory");
    while (1) ;
  }
}

void loop() {
  if (APDS.colorAvailable() == 0) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  double sum = (double)r + g + b;
  if (sum < 1.0) return;
  double share[3] = {r / sum, g / sum, b / sum};
  for (int i = 0; i < 3; i++) interpreter->input(0)->data.f[i] = (float)share[i];
  if (interpreter->Invoke() != kTfLiteOk) return;
  int winner = 0;
  double best = 0.0;
  for (int i = 0; i < 3; i++) {
    double p = interpreter->output(0)->data.f[i];
    if (p > best) {
      best = p;
      winner = i;
    }
  }
  String line = nth(names, winner);
  line.toUpperCase();
  line += " ";
  line += String(100.0 * best, 1);
  Serial.println(line);
  delay(200);
}
