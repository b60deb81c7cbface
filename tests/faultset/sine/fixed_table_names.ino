#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

enum Quarter { FIRST, SECOND, THIRD, FOURTH };
const char* const quarterName[] = {"rising", "falling", "sinking", "returning"};

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[2600];
tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(9600);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("allocation failed");
    while (true) delay(100);
  }
}

Quarter quarterOf(int step) { return static_cast<Quarter>(step / 16); }

bool infer(float x, float& y) {
  interpreter->input(0)->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) return false;
  y = interpreter->output(0)->data.f[0];
  return true;
}

void loop() {
  for (int step = 0; step < 64; step++) {
    float y;
    if (!infer(step / 64.0f * 2.0f * PI, y)) {
      Serial.println("inference failed");
      continue;
    }
    Serial.print(quarterName[quarterOf(step)]);
    Serial.print(": ");
    Serial.println(y, 3);
    delay(30);
  }
}
