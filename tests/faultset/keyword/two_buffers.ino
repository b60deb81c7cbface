#include <PDM.h>
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

class Ear {
 public:
  static constexpr int kSamples = 1024;

  static bool open() {
    PDM.onReceive(&Ear::listen);
    return PDM.begin(1, 16000);
  }

  // A full buffer, or null. It stays valid until the other one is full.
  static const int16_t* take() {
    if (ready_ < 0) return nullptr;
    const int16_t* full = buffers_[ready_];
    ready_ = -1;
    return full;
  }

 private:
  static void listen() {
    int16_t block[256];
    const int n = PDM.read(block, min(PDM.available(), (int)sizeof(block))) / 2;
    for (int i = 0; i < n; ++i) {
      buffers_[filling_][at_++] = block[i];
      if (at_ == kSamples) {
        at_ = 0;
        ready_ = filling_;
        filling_ = 1 - filling_;
      }
    }
  }

  static int16_t buffers_[2][kSamples];
  static volatile int filling_;
  static volatile int at_;
  static volatile int ready_;
};

int16_t Ear::buffers_[2][Ear::kSamples];
volatile int Ear::filling_ = 0;
volatile int Ear::at_ = 0;
volatile int Ear::ready_ = -1;

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[18 * 1024];
tflite::MicroInterpreter* brain;

void setup() {
  Serial.begin(9600);
  while (!Serial) yield();
  brain = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (brain->AllocateTensors() != kTfLiteOk || !Ear::open()) {
    Serial.println("deaf or dumb");
    while (true) yield();
  }
}

void loop() {
  const int16_t* sound = Ear::take();
  if (sound == nullptr) return;
  float* x = brain->typed_input_tensor<float>(0);
  for (int i = 0; i < Ear::kSamples; ++i) x[i] = static_cast<float>(sound[i]) / 32768.f;
  if (brain->Invoke() != kTfLiteOk) return;
  const float* y = brain->typed_output_tensor<float>(0);
  const char* const names[] = {"hum", "whistle", "hiss", "silence"};
  Serial.print("I hear: ");
  Serial.println(names[std::max_element(y, y + 4) - y]);
}
