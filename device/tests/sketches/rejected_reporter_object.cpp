// MicroErrorReporter hides the variadic Report.
// expect builds no
#include "frame.h"

void setup() { micro_error_reporter.Report("x"); }

void loop() {}
