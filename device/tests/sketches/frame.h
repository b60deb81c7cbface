// What the test sketches have in common: a colour classifier in pieces, so that each sketch shows one thing.
// clang-format off
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
// clang-format on
#include "model.h"

const char* const kLabels[] = {"Apple", "Banana", "Orange"};

#ifndef ARENA
#define ARENA 4096
#endif
#ifndef ARENA_SAID
#define ARENA_SAID ARENA
#endif

tflite::MicroErrorReporter micro_error_reporter;
tflite::AllOpsResolver all_ops;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
alignas(16) uint8_t tensor_arena[ARENA];

inline bool startInterpreter(const tflite::MicroOpResolver& resolver = all_ops) {
  static tflite::MicroInterpreter static_interpreter(tflite::GetModel(model), resolver, tensor_arena, ARENA_SAID,
                                                     &micro_error_reporter);
  interpreter = &static_interpreter;
  if (interpreter->AllocateTensors() != kTfLiteOk) return false;
  input = interpreter->input(0);
  output = interpreter->output(0);
  return true;
}

inline void stop(const char* words) {
  Serial.println(words);
  while (true) delay(100);
}

inline bool feed(int r, int g, int b) {
  const int sum = r + g + b;
  if (sum < 20) return false;
  input->data.f[0] = (float)r / sum;
  input->data.f[1] = (float)g / sum;
  input->data.f[2] = (float)b / sum;
  return interpreter->Invoke() == kTfLiteOk;
}

inline int best() {
  int index = 0;
  for (int i = 1; i < 3; i++) {
    if (output->data.f[i] > output->data.f[index]) index = i;
  }
  return index;
}
