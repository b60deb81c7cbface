#include <PDM.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

#define WINDOW 1024

static tflite::MicroErrorReporter er;
static tflite::AllOpsResolver ops;
static uint8_t mem[22 * 1024];
static tflite::MicroInterpreter *net;
static int16_t sound[WINDOW];
static int have;

void setup()
{
  Serial.begin(9600);
  net = new tflite::MicroInterpreter(tflite::GetModel(model), ops, mem, sizeof mem, &er);
  if (net->AllocateTensors() != kTfLiteOk) {
    Serial.println("no memory");
    for (;;) ;
  }
  PDM.begin(1, 16000);
}

void loop()
{
  int bytes = PDM.available();
  if (bytes <= 0)
    return;
  int room = (WINDOW - have) * (int)sizeof(int16_t);
  have += PDM.read(sound + have, bytes < room ? bytes : room) / (int)sizeof(int16_t);
  if (have < WINDOW)
    return;
  have = 0;

  for (int i = 0; i < WINDOW; i++)
    net->input(0)->data.f[i] = sound[i] * (1.0f / 32768.0f);
  if (net->Invoke() != kTfLiteOk)
    return;
  float *p = net->output(0)->data.f;
  int k = 0;
  for (int i = 1; i < 4; i++)
    if (p[i] > p[k])
      k = i;
  switch (k) {
  case 0: Serial.println("hum"); break;
  case 1: Serial.println("whistle"); break;
  case 2: Serial.println("hiss"); break;
  default: Serial.println("silence"); break;
  }
}
