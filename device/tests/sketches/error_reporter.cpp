// What a sketch reports through the library goes to the serial port.
// expect builds yes
// expect has serial best 2 Orange
// expect has serial scores 1.5
#include "frame.h"

void setup() {
  tflite::ErrorReporter* reporter = &micro_error_reporter;
  TF_LITE_REPORT_ERROR(reporter, "best %d %s", 2, kLabels[2]);
  reporter->Report("scores 1.5");
}

void loop() { delay(100); }
