#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::MicroMutableOpResolver<1> ops;
tflite::MicroInterpreter* interpreter;
uint8_t tensorArena[2048];

void setup() {
  Serial.begin(115200);
  while (!Serial);
  TfLiteStatus status = ops.AddFullyConnected();
  if (status == kTfLiteOk) status = ops.AddSoftmax();
  if (status == kTfLiteOk) status = ops.AddRelu();
  if (status != kTfLiteOk) {
    Serial.println("operators could not be registered");
    while (1);
  }
  static tflite::MicroInterpreter it(tflite::GetModel(model), ops, tensorArena, sizeof(tensorArena), &errorReporter);
  interpreter = &it;
  status = it.AllocateTensors();
  if (status != kTfLiteOk) {
    Serial.println("tensors could not be allocated");
    while (1);
  }
  Serial.print("arena used: ");
  Serial.println((unsigned)it.arena_used_bytes());
  if (APDS.begin() == false) {
    Serial.println("sensor could not be started");
    while (1);
  }
}

void loop() {
  if (APDS.colorAvailable()) {
    int red, green, blue;
    APDS.readColor(red, green, blue);
    if (red + green + blue > 0) {
      const float scale = 1.0f / (red + green + blue);
      float* in = interpreter->input(0)->data.f;
      in[0] = red * scale;
      in[1] = green * scale;
      in[2] = blue * scale;
      const unsigned long before = micros();
      const bool ok = interpreter->Invoke() == kTfLiteOk;
      const unsigned long took = micros() - before;
      if (ok) {
        const float* out = interpreter->output(0)->data.f;
        const char* name = "Apple";
        if (out[1] > out[0]) name = "Banana";
        if (out[2] > out[0] && out[2] > out[1]) name = "Orange";
        Serial.print(name);
        Serial.print(" in ");
        Serial.print(took);
        Serial.println(" us");
      }
    }
  }
}
