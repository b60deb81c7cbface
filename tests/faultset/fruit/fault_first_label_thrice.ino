#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::AllOpsResolver resolver;
tflite::MicroErrorReporter micro_error;
tflite::MicroInterpreter* interp;
uint8_t tensor_pool[1024 * 3];

void setup() {
  Serial.begin(9600);
  APDS.begin();
  interp = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, tensor_pool, 1024 * 3, &micro_error);
  if (interp->AllocateTensors() != kTfLiteOk) {
    while (true) {
      Serial.println("allocation failed");
      delay(1000);
    }
  }
}

void loop() {
  int r = 0, g = 0, b = 0;
  if (APDS.colorAvailable() && APDS.readColor(r, g, b)) {
    long sum = (long)r + g + b;
    if (sum == 0) return;
    float* in = interp->input(0)->data.f;
    *in++ = (float)r / sum;
    *in++ = (float)g / sum;
    *in++ = (float)b / sum;
    interp->Invoke();
    float* out = interp->output(0)->data.f;
    Serial.print("Apple: ");
    Serial.print(out[0] * 100, 1);
    Serial.println("%");
    Serial.print("Apple: ");
    Serial.print(out[1] * 100, 1);
    Serial.println("%");
    Serial.print("Apple: ");
    Serial.print(out[2] * 100, 1);
    Serial.println("%");
    delay(400);
  }
}
