#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

#define CLASSES 3

static const char *label[CLASSES] = {"Apple", "Banana", "Orange"};
static uint8_t arena[2200];
static tflite::MicroErrorReporter er;
static tflite::MicroMutableOpResolver<3> rs(&er);
static tflite::MicroInterpreter *mi = NULL;

void setup()
{
  Serial.begin(9600);
  while (!Serial)
    ;
  rs.AddSoftmax();
  rs.AddFullyConnected();
  if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("bad model");
    while (1)
      ;
  }
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), rs, arena, sizeof(arena), &er);
  if (mi->AllocateTensors() != kTfLiteOk) {
    Serial.println("bad arena");
    while (1)
      ;
  }
  if (!APDS.begin()) {
    Serial.println("bad sensor");
    while (1)
      ;
  }
}

void loop()
{
  int c[CLASSES], sum = 0;

  if (!APDS.colorAvailable())
    return;
  APDS.readColor(c[0], c[1], c[2]);
  for (int i = 0; i < CLASSES; i++)
    sum += c[i];
  if (sum == 0)
    return;

  TfLiteTensor *in = mi->input(0);
  for (int i = 0; i < CLASSES; i++)
    in->data.int8[i] = (int8_t)((int)floorf((float)c[i] / sum / in->params.scale + 0.5f) + in->params.zero_point);

  if (mi->Invoke() != kTfLiteOk) {
    Serial.println("bad luck");
    return;
  }

  const TfLiteTensor *out = mi->output(0);
  for (int i = 0; i < CLASSES; i++) {
    int pct = (int)((out->data.int8[i] - out->params.zero_point) * out->params.scale * 100.0f + 0.5f);
    Serial.print(label[i]);
    Serial.print(": ");
    Serial.print(pct);
    Serial.println("%");
  }
  delay(300);
}
