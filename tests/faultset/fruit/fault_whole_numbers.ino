#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "Arduino_APDS9960.h"
#include "model.h"

static tflite::MicroErrorReporter microErrorReporter;
static tflite::AllOpsResolver allOps;
static uint8_t arena[6000];
static tflite::MicroInterpreter* interpreter;
static int previous = -1;
static const char* fruit[] = {"APPLE", "BANANA", "ORANGE"};

void setup() {
  Serial.begin(9600);
  while (!Serial) ;
  if (!APDS.begin()) { Serial.println("sensor?"); while (1) ; }
  static tflite::MicroInterpreter it(tflite::GetModel(model), allOps, arena, sizeof arena, &microErrorReporter);
  interpreter = &it;
  if (it.AllocateTensors() != kTfLiteOk) { Serial.println("memory?"); while (1) ; }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  int s = r + g + b;
  if (s < 10) {
    previous = -1;
    return;
  }
  interpreter->input(0)->data.f[0] = (float) (r / s);
  interpreter->input(0)->data.f[1] = (float) (g / s);
  interpreter->input(0)->data.f[2] = (float) (b / s);
  if (interpreter->Invoke() != kTfLiteOk) return;

  int now = 0;
  for (int i = 1; i < 3; i++) if (interpreter->output(0)->data.f[i] > interpreter->output(0)->data.f[now]) now = i;
  if (now != previous) {
    Serial.println(fruit[now]);
    previous = now;
  }
}
