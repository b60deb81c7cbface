// builds tflm-2.1.0-alpha tflm-2.4.0-alpha tflm-2023
// Today's takes a format and a list of arguments.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/debug_log.h"

void setup() { DebugLog("ready"); }
void loop() {}
