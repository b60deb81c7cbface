#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver tflOpsResolver;
tflite::MicroInterpreter* tflInterpreter = nullptr;
TfLiteTensor* tflInputTensor = nullptr;
TfLiteTensor* tflOutputTensor = nullptr;

constexpr int tensorArenaSize = 8 * 1024;
byte tensorArena[tensorArenaSize];

// apple, banana, orange
const char* EMOJI[] = {
    "\U0001F34E",
    "\U0001F34C",
    "\U0001F34A"};

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  };
  Serial.println("Object classification using RGB color sensor");
  Serial.println("--------------------------------------------");

  if (!APDS.begin()) Serial.println("Error initializing APDS9960 sensor.");

  tflInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tflOpsResolver, tensorArena, tensorArenaSize,
                                                &tflErrorReporter);
  tflInterpreter->AllocateTensors();
  tflInputTensor = tflInterpreter->input(0);
  tflOutputTensor = tflInterpreter->output(0);
}

void loop() {
  int r, g, b, p, c;
  // both engines have something new?
  while (!APDS.colorAvailable() || !APDS.proximityAvailable()) {
  }
  APDS.readColor(r, g, b, c);
  p = APDS.readProximity();
  float sum = r + g + b;

  while (p != 0) {
  }
  if (c > 10 && sum > 0) {
    tflInputTensor->data.f[0] = r / sum;
    tflInputTensor->data.f[1] = g / sum;
    tflInputTensor->data.f[2] = b / sum;
    if (tflInterpreter->Invoke() != kTfLiteOk) {
      Serial.println("Invoke failed!");
      while (1) {
      }
    }
    int hit = 0;
    for (int i = 1; i < 3; i++) hit = tflOutputTensor->data.f[i] > tflOutputTensor->data.f[hit] ? i : hit;
    Serial.println(EMOJI[hit]);
    delay(100);
  }
}
