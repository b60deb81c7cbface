#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <math.h>
#include "model.h"

constexpr int kSteps = 64;
constexpr float kPeriod = 6.2831853f;

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
alignas(16) static uint8_t arena[3 * 1024];
static tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(115200);
  while (!Serial) {
  }
  Serial.println("x,predicted,sin,error");
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (it.AllocateTensors() != kTfLiteOk) {
    Serial.println("# no memory");
    while (true) {
    }
  }
  interpreter = &it;
}

void loop() {
  static int i = 0;
  const float x = kPeriod * i / (kSteps - 1);
  interpreter->input(0)->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) return;
  const float y = interpreter->output(0)->data.f[0];
  Serial.print(x, 4);
  Serial.print(',');
  Serial.print(y, 4);
  Serial.print(',');
  Serial.print(sinf(x), 4);
  Serial.print(',');
  Serial.println(y - sinf(x), 4);
  i = (i + 1) % kSteps;
  delay(10);
}
