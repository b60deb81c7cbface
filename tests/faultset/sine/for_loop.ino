#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter rep;
tflite::MicroMutableOpResolver<1> ops;
uint8_t mem[1500];
tflite::MicroInterpreter net(tflite::GetModel(model), ops, mem, sizeof(mem), &rep);

void setup() {
  Serial.begin(115200);
  ops.AddFullyConnected();
  if (net.AllocateTensors() != kTfLiteOk) {
    Serial.println("allocation");
    while (true) {
    }
  }
}

void loop() {
  for (int i = 0; i < 64; i++) {
    net.input(0)->data.f[0] = TWO_PI * i / 64;
    net.Invoke();
    Serial.println(net.output(0)->data.f[0]);
    delay(20);
  }
}
