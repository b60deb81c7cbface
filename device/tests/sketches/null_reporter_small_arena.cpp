// The library falls over a null reporter while it says that the arena is too small; the trace says so first.
// expect builds yes
// expect end crash
// expect has allocate 1 1024 Failed to allocate memory
// expect has note a null error reporter is given
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>

#include "model.h"

uint8_t arena[1024];
tflite::AllOpsResolver resolver;

void setup() {
  static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof arena, nullptr);
  interpreter.AllocateTensors();
}

void loop() {}
