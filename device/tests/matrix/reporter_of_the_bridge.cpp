// builds tflm-2023 tflm-now
// The reporter survives in the bridge to the desktop library; the interpreter takes it no more.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/tflite_bridge/micro_error_reporter.h"

void setup() { TF_LITE_REPORT_ERROR(tflite::GetMicroErrorReporter(), "ready"); }
void loop() {}
