#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

using Ops = tflite::MicroMutableOpResolver<8>;

static tflite::MicroErrorReporter reporter;
static uint8_t arena[7 * 1024];
static tflite::MicroInterpreter* net = nullptr;

static Ops& ops() {
  static Ops all(&reporter);
  static bool once = false;
  if (!once) {
    once = true;
    all.AddConv2D();
    all.AddDepthwiseConv2D();
    all.AddMaxPool2D();
    all.AddAveragePool2D();
    all.AddMean();
    all.AddReshape();
    all.AddFullyConnected();
    all.AddSoftmax();
  }
  return all;
}

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  }
  Serial.println("circle,line,zigzag,rest,answer");
  static tflite::MicroInterpreter it(tflite::GetModel(model), ops(), arena, sizeof(arena), &reporter);
  net = &it;
  if (it.AllocateTensors() != kTfLiteOk || !IMU.begin()) {
    Serial.println("# failed");
    while (true) {
    }
  }
}

void loop() {
  float* x = net->input(0)->data.f;
  unsigned long t = millis();
  for (int i = 0; i < 64; ++i, t += 40) {

    IMU.readAcceleration(x[3 * i], x[3 * i + 1], x[3 * i + 2]);
  }
  for (int i = 0; i < 192; ++i) x[i] *= 1000.0f;
  if (net->Invoke() != kTfLiteOk) return;
  const float* y = net->output(0)->data.f;
  int best = 0;
  for (int i = 0; i < 4; ++i) {
    Serial.print(y[i], 3);
    Serial.print(',');
    if (y[i] > y[best]) best = i;
  }
  static const char* kName[] = {"circle", "line", "zigzag", "rest"};
  Serial.println(kName[best]);
}
