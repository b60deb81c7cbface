#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter rep;
tflite::MicroMutableOpResolver<2> ops;
uint8_t pool[3000];
tflite::MicroInterpreter net(tflite::GetModel(model), ops, pool, sizeof(pool), &rep);

void setup() {
  Serial.begin(9600);
  ops.AddFullyConnected();
  ops.AddSoftmax();
  net.AllocateTensors();
  APDS.begin();
}

void loop() {
  int c[3];
  while (!APDS.colorAvailable()) delay(2);
  APDS.readColor(c[0], c[1], c[2]);
  int n = c[0] + c[1] + c[2];
  if (n > 0) {
    TfLiteTensor* x = net.input(0);
    for (int i = 0; i < 3; i++)
      x->data.int8[i] = lroundf((float)c[i] / n / x->params.scale) + x->params.zero_point;
    if (net.Invoke() == kTfLiteOk) {
      int8_t* y = net.output(0)->data.int8;
      if (y[0] > y[1] && y[0] > y[2]) Serial.println("Apple");
      else if (y[1] > y[2]) Serial.println("Banana");
      else Serial.println("Orange");
    }
  }
  delay(80);
}
