#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

namespace app {

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
alignas(8) uint8_t arena[3 * 1024];
tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);

const char* name(int index) {
  static const char* const names[] = {"nothing", "Apple", "Banana", "Orange"};
  return names[index + 1];
}

int look() {
  int c[3];
  APDS.readColor(c[0], c[1], c[2]);
  const int sum = c[0] + c[1] + c[2];
  if (sum < 6) return -1;
  TfLiteTensor& x = *interpreter.input(0);
  for (int i = 0; i < 3; ++i) {
    x.data.int8[i] = int8_t(lroundf(float(c[i]) / sum / x.params.scale) + x.params.zero_point);
  }
  if (interpreter.Invoke() != kTfLiteOk) return -1;
  const int8_t* y = interpreter.output(0)->data.int8;
  int best = 0;
  for (int i = 1; i < 3; ++i) best = y[i] > y[best] ? i : best;
  return best;
}

}  // namespace app

void setup() {
  Serial.begin(9600);
  if (!APDS.begin() || app::interpreter.AllocateTensors() != kTfLiteOk) {
    Serial.println("no go");
    while (true) delay(1);
  }
}

void loop() {
  static int shown = -2;
  if (!APDS.colorAvailable()) return;
  const int seen = app::look();
  if (seen == shown) return;
  shown = seen;
  Serial.println(app::name(seen));
}
