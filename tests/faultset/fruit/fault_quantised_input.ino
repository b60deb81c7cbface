#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include <avr/pgmspace.h>
#include "model.h"

const char label0[] PROGMEM = "Apple";
const char label1[] PROGMEM = "Banana";
const char label2[] PROGMEM = "Orange";
const char* const label_table[] PROGMEM = {label0, label1, label2};

tflite::MicroErrorReporter er;
tflite::AllOpsResolver rs;
tflite::MicroInterpreter* ip;
uint8_t ar[4096];
char text[10];

void setup() {
  Serial.begin(9600);
  Serial.println(F("starting"));
  if (!APDS.begin()) {
    Serial.println(F("no sensor"));
    while (1) {}
  }
  ip = new tflite::MicroInterpreter(tflite::GetModel(model), rs, ar, 4096, &er);
  if (ip->AllocateTensors() != kTfLiteOk) {
    Serial.println(F("no memory"));
    while (1) {}
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  float f = 1.0 / (r + g + b + 1e-6);
  if (r + g + b < 4) return;
  ip->input(0)->data.int8[0] = (int8_t)(r * f * 255 - 128);
  ip->input(0)->data.int8[1] = (int8_t)(g * f * 255 - 128);
  ip->input(0)->data.int8[2] = (int8_t)(b * f * 255 - 128);
  if (ip->Invoke() != kTfLiteOk) return;
  byte which = 0;
  for (byte i = 1; i < 3; i++)
    if (ip->output(0)->data.f[i] > ip->output(0)->data.f[which]) which = i;
  strcpy_P(text, (const char*)pgm_read_ptr(&(label_table[which])));
  Serial.print(F("fruit: "));
  Serial.println(text);
  delay(175);
}
