#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

static tflite::MicroErrorReporter er;
static tflite::MicroMutableOpResolver<6> ops(&er);
static uint8_t arena[9216];
static float *walker, *begin_, *end_;
static tflite::MicroInterpreter *net;

static bool add_operators()
{
  return ops.AddConv2D() == kTfLiteOk && ops.AddMaxPool2D() == kTfLiteOk && ops.AddAveragePool2D() == kTfLiteOk &&
         ops.AddReshape() == kTfLiteOk && ops.AddFullyConnected() == kTfLiteOk && ops.AddSoftmax() == kTfLiteOk;
}

void setup()
{
  Serial.begin(115200);
  static tflite::MicroInterpreter it(tflite::GetModel(model), ops, arena, sizeof(arena), &er);
  net = &it;
  if (!add_operators() || tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION ||
      it.AllocateTensors() != kTfLiteOk || !IMU.begin()) {
    Serial.println("not ready");
    while (true) {
    }
  }
  begin_ = walker = it.input(0)->data.f;
  end_ = begin_ + it.input(0)->bytes / sizeof(float);
}

void loop()
{
  static unsigned long us = 0;
  if (micros() - us < 40000 || !IMU.accelerationAvailable())
    return;
  us = micros();

  float a[3];
  IMU.readAcceleration(a[0], a[1], a[2]);
  for (int i = 0; i < 3; i++)
    *walker++ = a[i] * 1000.0f;
  if (walker < end_)
    return;
  walker = begin_;

  if (net->Invoke() != kTfLiteOk)
    return;
  const float *s = net->output(0)->data.f;
  const int n = net->output(0)->dims->data[net->output(0)->dims->size - 1];
  int top = 0;
  for (int i = 0; i < n; i++)
    top = s[i] > s[top] ? i : top;
  static const char *const what[] = {"circle", "line", "zigzag", "rest"};
  Serial.print("gesture=");
  Serial.println(what[top]);
}
