#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

static tflite::MicroErrorReporter errors;
static tflite::AllOpsResolver operators;
static uint8_t workspace[9000];
static tflite::MicroInterpreter* brain;

static int16_t milli_g[64][3];
static uint8_t filled;
static unsigned long due;

void setup()
{
  Serial.begin(115200);
  while (!Serial)
    ;
  if (!IMU.begin()) {
    Serial.println("IMU?");
    for (;;)
      ;
  }
  brain = new tflite::MicroInterpreter(tflite::GetModel(model), operators, workspace, sizeof workspace, &errors);
  if (brain->AllocateTensors() != kTfLiteOk) {
    Serial.println("RAM?");
    for (;;)
      ;
  }
  due = millis();
}

static void store(float g, int axis)
{
  milli_g[filled][axis] = (int16_t)lroundf(g * 1000.0f);
}

void loop()
{
  float ax, ay, az;

  if ((long)(millis() - due) < 0 || !IMU.accelerationAvailable())
    return;
  due += 40;
  IMU.readAcceleration(ax, ay, az);
  store(ax, 0);
  store(ay, 1);
  store(az, 2);
  if (++filled < 64)
    return;
  filled = 0;

  const int16_t *from = &milli_g[0][0];
  float *to = brain->input(0)->data.f;
  for (int i = 0; i < 64 * 3; i++)
    to[i] = from[i];
  if (brain->Invoke() != kTfLiteOk) {
    Serial.println("thinking failed");
    return;
  }
  static const char *word[] = {"circle", "line", "zigzag", "rest"};
  const float *score = brain->output(0)->data.f;
  int w = 0;
  for (int i = 1; i < 4; i++)
    if (score[i] > score[w])
      w = i;
  Serial.println(word[w]);
}
