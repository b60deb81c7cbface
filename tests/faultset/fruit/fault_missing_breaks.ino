#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const unsigned long PERIOD_MS = 150;
unsigned long lastRun = 0;

tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver tflOpsResolver;
const tflite::Model* tflModel;
tflite::MicroInterpreter* tflInterpreter;
TfLiteTensor* tflInput;
TfLiteTensor* tflOutput;
alignas(16) uint8_t tensorArena[8192];

int lastR, lastG, lastB;
bool haveColor = false;

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  }
  Serial.println("Fruit detector, one reading every 150 ms");
  if (!APDS.begin()) {
    Serial.println("no APDS9960");
    while (true) {
    }
  }
  tflModel = tflite::GetModel(model);
  tflInterpreter = new tflite::MicroInterpreter(tflModel, tflOpsResolver, tensorArena, sizeof(tensorArena), &tflErrorReporter);
  tflInterpreter->AllocateTensors();
  tflInput = tflInterpreter->input(0);
  tflOutput = tflInterpreter->output(0);
}

void loop() {
  if (APDS.colorAvailable()) {
    APDS.readColor(lastR, lastG, lastB);
    haveColor = true;
  }

  unsigned long now = millis();
  if (now - lastRun < PERIOD_MS) return;
  lastRun = now;

  if (!haveColor) return;
  haveColor = false;
  report(lastR, lastG, lastB);
}

void report(int r, int g, int b) {
  float s = r + g + b;
  if (s == 0) return;
  tflInput->data.f[0] = r / s;
  tflInput->data.f[1] = g / s;
  tflInput->data.f[2] = b / s;
  if (tflInterpreter->Invoke() != kTfLiteOk) return;
  switch (winner()) {
    case 0: Serial.println("apple");
    case 1: Serial.println("banana");
    case 2: Serial.println("orange");
  }
}

int winner() {
  const float a = tflOutput->data.f[0], b = tflOutput->data.f[1], o = tflOutput->data.f[2];
  if (a >= b && a >= o) return 0;
  return b >= o ? 1 : 2;
}
