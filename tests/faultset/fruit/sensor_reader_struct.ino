#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

struct SensorReader {
  int thrownAway = 0;
  int r = 0, g = 0, b = 0;

  bool begin() { return APDS.begin(); }

  // The first readings after something came near are of a hand that moves.
  bool read() {
    if (!APDS.colorAvailable()) return false;
    APDS.readColor(r, g, b);
    if (r + g + b < 6) {
      thrownAway = 0;
      return false;
    }
    if (thrownAway < 3) {
      thrownAway++;
      return false;
    }
    return true;
  }
};

struct Brain {
  tflite::MicroErrorReporter reporter;
  tflite::AllOpsResolver resolver;
  uint8_t arena[4 * 1024];
  tflite::MicroInterpreter* interpreter = nullptr;

  bool begin() {
    interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
    return interpreter->AllocateTensors() == kTfLiteOk;
  }

  String ask(int r, int g, int b) {
    float sum = r + g + b;
    interpreter->input(0)->data.f[0] = r / sum;
    interpreter->input(0)->data.f[1] = g / sum;
    interpreter->input(0)->data.f[2] = b / sum;
    if (interpreter->Invoke() != kTfLiteOk) return "";
    float* s = interpreter->output(0)->data.f;
    if (s[0] > s[1]) return s[0] > s[2] ? "Apple" : "Orange";
    return s[1] > s[2] ? "Banana" : "Orange";
  }
};

SensorReader sensor;
Brain brain;

void setup() {
  Serial.begin(9600);
  if (!sensor.begin()) Serial.println("sensor!");
  if (!brain.begin()) Serial.println("brain!");
}

void loop() {
  if (sensor.read()) {
    String answer = brain.ask(sensor.r, sensor.g, sensor.b);
    if (answer.length() > 0) Serial.println(answer);
    delay(60);
  }
}
