// Obsterkennung mit dem Farbsensor des Nano 33 BLE Sense

#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter melder;
tflite::AllOpsResolver operatoren;
tflite::MicroInterpreter *netz;
uint8_t speicher[4 * 1024];
const char *namen[] = {"Apple", "Banana", "Orange"};
int letzte = -1;

// Bleibt stehen und blinkt
void fehler(const char *text) {
  Serial.print("Fehler: ");
  Serial.println(text);
  pinMode(LED_BUILTIN, OUTPUT);
  while (true) {
    digitalWrite(LED_BUILTIN, !digitalRead(LED_BUILTIN));
    delay(250);
  }
}

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) fehler("Farbsensor antwortet nicht");
  netz = new tflite::MicroInterpreter(tflite::GetModel(model), operatoren, speicher, sizeof(speicher), &melder);
  if (netz->AllocateTensors() != kTfLiteOk) fehler("Speicher reicht nicht");
}

void loop() {
  int rot, gruen, blau;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(rot, gruen, blau);
  float summe = rot + gruen + blau;
  if (summe < 5) return;  // dunkel

  float anteile[3] = {rot / summe, gruen / summe, blau / summe};
  memcpy(netz->input(0)->data.f, anteile, sizeof(anteile));
  if (netz->Invoke() != kTfLiteOk) fehler("Rechnen misslungen");

  int beste = 0;
  for (int i = 1; i < 3; i++) {
    if (netz->output(0)->data.f[i] > netz->output(0)->data.f[beste]) beste = i;
  }
  Serial.print("Das ist: ");
  Serial.println(namen[beste]);
  delay(300);
}
