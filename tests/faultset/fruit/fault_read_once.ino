#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

struct Colour {
  int red, green, blue;
};

struct Guess {
  int index;
  float score;
};

const tflite::Model* theModel;
tflite::MicroInterpreter* theInterpreter;
uint8_t theArena[7000];

Colour colour;

void setup() {
  startSerial();
  startSensor();
  startNetwork();
  while (!look(colour)) delay(5);
}

void loop() {
  feed(colour);
  if (!think()) return;
  tell(strongest());
  delay(100);
}

void startSerial() {
  Serial.begin(9600);
  unsigned long begun = millis();
  while (!Serial && millis() - begun < 3000) delay(10);  // go on without a monitor
}

void startSensor() {
  if (!APDS.begin()) stopWith("The colour sensor does not answer.");
}

void startNetwork() {
  static tflite::MicroErrorReporter reporter;
  static tflite::AllOpsResolver resolver;
  theModel = tflite::GetModel(model);
  if (theModel->version() != TFLITE_SCHEMA_VERSION) stopWith("The model is of another version.");
  theInterpreter = new tflite::MicroInterpreter(theModel, resolver, theArena, sizeof(theArena), &reporter);
  if (theInterpreter->AllocateTensors() != kTfLiteOk) stopWith("The arena is too small.");
}

bool look(Colour& colour) {
  if (!APDS.colorAvailable()) return false;
  APDS.readColor(colour.red, colour.green, colour.blue);
  return colour.red + colour.green + colour.blue > 0;
}

void feed(const Colour& colour) {
  float sum = colour.red + colour.green + colour.blue;
  float* f = theInterpreter->input(0)->data.f;
  f[0] = colour.red / sum;
  f[1] = colour.green / sum;
  f[2] = colour.blue / sum;
}

bool think() { return theInterpreter->Invoke() == kTfLiteOk; }

Guess strongest() {
  Guess guess = {0, -1};
  for (int i = 0; i < 3; i++) {
    float s = theInterpreter->output(0)->data.f[i];
    if (s > guess.score) {
      guess.index = i;
      guess.score = s;
    }
  }
  return guess;
}

void tell(const Guess& guess) {
  static const char* names[] = {"apple", "banana", "orange"};
  Serial.print("This looks like ");
  Serial.print(guess.index == 1 ? "a " : "an ");
  Serial.print(names[guess.index]);
  Serial.print(" to me, ");
  Serial.print((int)(guess.score * 100 + 0.5));
  Serial.println(" out of 100.");
}

void stopWith(const char* reason) {
  Serial.println(reason);
  while (true) delay(1000);
}
