#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_ERROR_REPORTER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_ERROR_REPORTER_H

#include <cstdarg>

#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/micro/compatibility.h"

namespace tflite {

/// Prints to the serial port. Its Report hides the variadic one of the base class, as in the library:
/// object.Report("x") does not compile, through an ErrorReporter* it does.
class MicroErrorReporter : public ErrorReporter {
 public:
  ~MicroErrorReporter() override;
  int Report(const char* format, va_list args) override;

 private:
  TF_LITE_REMOVE_VIRTUAL_DELETE
};

}  // namespace tflite

#endif
