#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const char* kNames[] = {"Apple", "Banana", "Orange"};
uint8_t kArena[5000];
tflite::MicroErrorReporter kReporter;
tflite::AllOpsResolver kOps;
tflite::MicroInterpreter* kNet;

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) while (1) delay(1);
  kNet = new tflite::MicroInterpreter(tflite::GetModel(model), kOps, kArena, sizeof(kArena), &kReporter);
  if (kNet->AllocateTensors() != kTfLiteOk) while (1) delay(1);
}

void loop() {
  if (APDS.colorAvailable()) {
    int c[3];
    APDS.readColor(c[0], c[1], c[2]);
    float t = c[0] + c[1] + c[2];
    if (t > 2) {
      for (int i = 0; i < 3; i++) kNet->input(0)->data.f[i] = c[i] / t;
      if (kNet->Invoke() == kTfLiteOk) {
        for (int i = 0; i < 3; i++) {
          if (i) Serial.print(",");
          Serial.print(kNames[i]);
          Serial.print(":");
          Serial.print(kNet->output(0)->data.f[i], 3);
        }
        Serial.println();
      }
    }
  }
  delay(20);
}
