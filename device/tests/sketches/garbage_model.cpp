// Some other array is taken for the model.
// expect builds yes
// expect end crash
// expect has note the 5 bytes given to GetModel are no TensorFlow Lite model
// expect stderr garbage_model.cpp:17
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>

const unsigned char placeholder[] = {0x1c, 0, 0, 0, 0x54};
uint8_t arena[2048];
tflite::AllOpsResolver resolver;
tflite::MicroErrorReporter reporter;

void setup() {
  static tflite::MicroInterpreter interpreter(tflite::GetModel(placeholder), resolver, arena, sizeof arena, &reporter);
  interpreter.AllocateTensors();
}

void loop() {}
