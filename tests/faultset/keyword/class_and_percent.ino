#include <PDM.h>
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

template <int N>
struct Recording {
  int16_t samples[N];
  volatile int length = 0;

  bool full() const { return length >= N; }
  void append(const int16_t* more, int count) {
    for (int i = 0; i < count && length < N; ++i) {
      samples[length] = more[i];
      length = length + 1;
    }
  }
};

static Recording<1024> recording;
static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
alignas(16) static uint8_t arena[20 * 1024];
static tflite::MicroInterpreter* network = nullptr;
static const char* const kSounds[4] = {"hum", "whistle", "hiss", "silence"};

static void microphone() {
  int16_t part[128];
  while (PDM.available() > 0) {
    const int bytes = PDM.read(part, min(PDM.available(), (int)sizeof(part)));
    recording.append(part, bytes / 2);
  }
}

void setup() {
  Serial.begin(115200);
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  network = &it;
  PDM.onReceive(microphone);
  if (it.AllocateTensors() != kTfLiteOk || PDM.begin(1, 16000) == 0) {
    Serial.println("start-up failed");
    while (true) yield();
  }
}

void loop() {
  if (!recording.full()) return;
  float* x = network->input(0)->data.f;
  for (int16_t s : recording.samples) *x++ = s / 32768.0f;
  recording.length = 0;
  if (network->Invoke() != kTfLiteOk) return;
  for (int i = 0; i < 4; ++i) {
    Serial.print(kSounds[i]);
    Serial.print(' ');
    Serial.print(100 * network->output(0)->data.f[i], 0);
    Serial.print(i < 3 ? "%, " : "%\n");
  }
}
