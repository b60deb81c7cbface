#include <PDM.h>
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

namespace {
constexpr size_t kWindow = 1024;
int16_t block[256];
volatile int fresh = 0;
size_t filled = 0;

tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<5> resolver;
alignas(16) uint8_t arena[20 * 1024];
tflite::MicroInterpreter* interpreter = nullptr;
const char* const kNames[] = {"hum", "hiss", "whistle", "silence"};
}  // namespace

void received() {
  const int bytes = PDM.available();
  PDM.read(block, bytes);
  fresh = bytes / sizeof(block[0]);
}

void setup() {
  Serial.begin(115200);
  resolver.AddConv2D();
  resolver.AddAveragePool2D();
  resolver.AddReshape();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &it;
  PDM.onReceive(received);
  if (it.AllocateTensors() != kTfLiteOk || !PDM.begin(1, 16000)) {
    Serial.println("cannot start");
    while (true) delay(1000);
  }
}

void loop() {
  if (fresh == 0) return;
  float* to = interpreter->input(0)->data.f;
  for (int i = 0; i < fresh && filled < kWindow; ++i) to[filled++] = block[i] / 32768.0f;
  fresh = 0;
  if (filled < kWindow) return;
  filled = 0;

  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* scores = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < 4; ++i) best = scores[i] > scores[best] ? i : best;
  Serial.print(kNames[best]);
  Serial.print(' ');
  Serial.println(scores[best], 2);
}
