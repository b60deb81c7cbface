#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include <stdio.h>
#include "model.h"

#define N_CLASSES 3
#define ARENA_SIZE 2500

static const char *class_names[N_CLASSES] = { "Apple", "Banana", "Orange" };
static uint8_t tensor_arena[ARENA_SIZE];
static tflite::MicroErrorReporter error_reporter;
static tflite::MicroMutableOpResolver<8> op_resolver;
static tflite::MicroInterpreter *interp;

static int percent(float x)
{
  return (int)(x * 100.0f + 0.5f);
}

void setup()
{
  Serial.begin(115200);
  op_resolver.AddFullyConnected();
  op_resolver.AddSoftmax();

  const tflite::Model *tfl = tflite::GetModel(model);
  if (tfl->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("schema");
    for (;;) { }
  }

  static tflite::MicroInterpreter static_interp(tfl, op_resolver, tensor_arena, ARENA_SIZE, &error_reporter);
  interp = &static_interp;
  if (interp->AllocateTensors() != kTfLiteOk) {
    Serial.println("arena");
    for (;;) { }
  }
  if (!APDS.begin()) {
    Serial.println("apds");
    for (;;) { }
  }
}

void loop()
{
  int r, g, b;
  char line[96];

  if (!APDS.colorAvailable())
    return;
  APDS.readColor(r, g, b);
  if (r + g + b <= 0)
    return;

  const float k = 1.0f / (float)(r + g + b);
  float *x = interp->input(0)->data.f;
  x[0] = k * r;
  x[1] = k * g;
  x[2] = k * b;
  if (interp->Invoke() != kTfLiteOk)
    return;

  const float *y = interp->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < N_CLASSES; i++)
    if (y[i] > y[best])
      best = i;

  snprintf(line, sizeof line, "[%8lu] %-6s %3d%% (Apple %d%%, Banana %d%%, Orange %d%%)", millis(), class_names[best],
           percent(y[best]), percent(y[0]), percent(y[1]), percent(y[2]));
  Serial.println(line);
  delay(200);
}
