#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

const int LAMP = 9;
tflite::MicroErrorReporter er;
tflite::AllOpsResolver rr;
uint8_t aa[1024 * 2];
tflite::MicroInterpreter* mi;
unsigned step_ = 0;

void setup() {
  Serial.begin(9600);
  pinMode(LAMP, OUTPUT);
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), rr, aa, sizeof(aa), &er);
  mi->AllocateTensors();
}

void loop() {
  mi->input(0)->data.f[0] = 2 * PI * step_ / 64;
  mi->Invoke();
  float y = mi->output(0)->data.f[0];
  int duty = constrain((int)((y + 1) * 127.5), 0, 255);
  analogWrite(LAMP, duty);
  Serial.print("value=");
  Serial.print(y, 3);
  Serial.print(" duty=");
  Serial.println(duty);
  step_ = step_ == 63 ? 0 : step_ + 1;
  delay(30);
}
