#include <TensorFlowLite.h>
#include <new>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
alignas(16) static uint8_t arena[4 * 1024];
alignas(tflite::MicroInterpreter) static uint8_t place[sizeof(tflite::MicroInterpreter)];
static tflite::MicroInterpreter* interpreter;

static const struct {
  const char* name;
  const char* article;
} fruits[] = {{"Apple", "an"}, {"Banana", "a"}, {"Orange", "an"}};

void setup() {
  Serial.begin(9600);
  interpreter = new (place) tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  while (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("cannot allocate");
    delay(1000);
  }
  while (!APDS.begin()) {
    Serial.println("waiting for the sensor");
    delay(1000);
  }
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  const int sum = r + g + b;
  if (sum < 2) return;
  float (&in)[3] = *reinterpret_cast<float (*)[3]>(interpreter->input(0)->data.f);
  in[0] = float(r) / sum;
  in[1] = float(g) / sum;
  in[2] = float(b) / sum;
  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* out = interpreter->output(0)->data.f;
  size_t best = 0;
  for (size_t i = 1; i < sizeof(fruits) / sizeof(*fruits); ++i) {
    if (out[best] < out[i]) best = i;
  }
  Serial.print("That is ");
  Serial.print(fruits[best].article);
  Serial.print(' ');
  Serial.println(fruits[best].name);
  delay(180);
}
