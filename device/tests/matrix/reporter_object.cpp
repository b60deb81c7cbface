// builds
// Report with a format is hidden in MicroErrorReporter itself: it must be called through ErrorReporter*.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_error_reporter.h"

tflite::MicroErrorReporter reporter;
void setup() { reporter.Report("ready"); }
void loop() {}
