// Gestenerkennung: 64 Messwerte mit 25 Hz
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter melder;
tflite::AllOpsResolver operatoren;
tflite::MicroInterpreter *netz;
uint8_t speicher[12 * 1024];
float fenster[64 * 3];
int zaehler = 0;
unsigned long zuletzt = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial) ;
  if (!IMU.begin()) {
    Serial.println("Beschleunigungssensor antwortet nicht");
    while (true) ;
  }
  netz = new tflite::MicroInterpreter(tflite::GetModel(model), operatoren, speicher, sizeof(speicher), &melder);
  if (netz->AllocateTensors() != kTfLiteOk) {
    Serial.println("Speicher zu klein");
    while (true) ;
  }
}

// Liest einen Messwert, wenn er faellig ist
bool messen() {
  if (millis() - zuletzt < 40 || !IMU.accelerationAvailable()) return false;
  zuletzt = millis();
  float x, y, z;
  IMU.readAcceleration(x, y, z);
  fenster[3 * zaehler] = x * 1000;
  fenster[3 * zaehler + 1] = y * 1000;
  fenster[3 * zaehler + 2] = z * 1000;
  zaehler++;
  return true;
}

void auswerten() {
  for (int i = 0; i < 192; i++) netz->input(0)->data.f[i] = fenster[i];
  if (netz->Invoke() != kTfLiteOk) {
    Serial.println("Fehler beim Rechnen");
    return;
  }
  const char *namen[] = {"circle", "line", "zigzag", "rest"};
  int beste = 0;
  for (int i = 1; i < 4; i++) {
    if (netz->output(0)->data.f[i] > netz->output(0)->data.f[beste]) beste = i;
  }
  Serial.print("Erkannt: ");
  Serial.println(namen[beste]);
}

void loop() {
  if (messen() && zaehler == 64) {
    zaehler = 0;
    auswerten();
  }
}
