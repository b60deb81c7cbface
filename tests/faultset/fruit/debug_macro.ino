#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

#define DEBUG 0
#if DEBUG
#define LOG(...) Serial.print(__VA_ARGS__)
#define LOGLN(...) Serial.println(__VA_ARGS__)
#else
#define LOG(...)
#define LOGLN(...)
#endif

static_assert(sizeof(float) == 4, "the model wants 32-bit floats");

const char* kClass[] = { "Apple", "Banana", "Orange" };
tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interp = nullptr;
uint8_t arena[8 * 1024];

void setup() {
  Serial.begin(9600);
  while (!Serial);
  LOGLN("booting");
  if (!APDS.begin()) { Serial.println("APDS!"); while (1); }
  interp = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interp->AllocateTensors() != kTfLiteOk) { Serial.println("ARENA!"); while (1); }
  LOG("arena used ");
  LOGLN(interp->arena_used_bytes());
}

void loop() {
  if (!APDS.colorAvailable()) { delay(5); return; }
  int r, g, b, c;
  APDS.readColor(r, g, b, c);
  LOG(r); LOG(" "); LOG(g); LOG(" "); LOG(b); LOG(" "); LOGLN(c);
  float sum = r + g + b;
  if (sum == 0) return;
  float x[3] = { r / sum, g / sum, b / sum };
  for (int i = 0; i < 3; i++) { interp->input(0)->data.f[i] = x[i]; LOG(x[i], 3); LOG(" "); }
  LOGLN();
  if (interp->Invoke() != kTfLiteOk) { Serial.println("INVOKE!"); return; }
  int best = -1; float high = -1.0f;
  for (int i = 0; i < 3; i++) {
    float p = interp->output(0)->data.f[i];
    LOG(p, 3); LOG(" ");
    if (p > high) { high = p; best = i; }
  }
  LOGLN();
  Serial.print("Class: "); Serial.print(best); Serial.print(" ("); Serial.print(kClass[best]); Serial.println(")");
  delay(250);
}
