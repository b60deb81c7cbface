#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

class Every {
 public:
  Every(unsigned long period) : period(period), last(0) {}
  bool due() {
    if (millis() - last < period) return false;
    last = millis();
    return true;
  }

 private:
  unsigned long period, last;
};

Every heartbeat(500);
Every classification(200);
bool lamp = false;

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
byte arena[5 * 1024];
tflite::MicroInterpreter* interpreter;

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(9600);
  if (!APDS.begin()) Serial.println("sensor error");
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) Serial.println("memory error");
}

void blink() {
  lamp = !lamp;
  digitalWrite(LED_BUILTIN, lamp ? HIGH : LOW);
}

void classify() {
  while (!APDS.colorAvailable()) delay(1);
  int red, green, blue;
  APDS.readColor(red, green, blue);
  if (red + green + blue < 2) return;
  float total = red + green + blue;
  float shares[] = {red / total, green / total, blue / total};
  for (int i = 0; i < 3; i++) interpreter->input(0)->data.f[i] = shares[i];
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("inference error");
    return;
  }
  float* p = interpreter->output(0)->data.f;
  String fruit = "Apple";
  if (p[1] > p[0] && p[1] > p[2]) fruit = "Banana";
  if (p[2] > p[0] && p[2] > p[1]) fruit = "Orange";
  Serial.println("Fruit: " + fruit);
}

void loop() {
  if (heartbeat.due()) blink();
  if (classification.due()) classify();
}
