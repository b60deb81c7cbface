#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_utils.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include "model.h"

namespace {
constexpr int kArenaSize = 4 * 1024;
alignas(16) uint8_t arena[kArenaSize];
tflite::MicroInterpreter* interpreter = nullptr;
const char* const kLabels[] = {"Apple", "Banana", "Orange"};
}  // namespace

void setup() {
  Serial.begin(115200);
  static tflite::MicroErrorReporter reporter;
  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, kArenaSize, &reporter);
  interpreter = &it;
  if (!APDS.begin() || it.AllocateTensors() != kTfLiteOk) {
    while (true) {
      Serial.println("cannot start");
      delay(1000);
    }
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int rgb[3];
  APDS.readColor(rgb[0], rgb[1], rgb[2]);
  const float total = rgb[0] + rgb[1] + rgb[2];
  if (total < 1) return;

  TfLiteTensor* input = interpreter->input(0);
  for (int i = 0; i < 3; ++i) {
    input->data.int8[i] =
        tflite::FloatToAsymmetricQuantizedInt8(rgb[i] / total, input->params.scale, input->params.zero_point);
  }
  if (interpreter->Invoke() != kTfLiteOk) return;

  const uint8_t* scores = interpreter->output(0)->data.uint8;
  int top = 0;
  for (int i = 1; i < 3; ++i) {
    if (scores[i] > scores[top]) top = i;
  }
  Serial.println(kLabels[top]);
  delay(100);
}
