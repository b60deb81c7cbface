/// ErrorReporter and MicroErrorReporter, alike in every generation; where their header stands differs.

#include "say.h"
#include "tflm/micro_error_reporter.h"

namespace tflite {

ErrorReporter::~ErrorReporter() {}

int ErrorReporter::Report(const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int code = Report(format, args);
  va_end(args);
  return code;
}

int ErrorReporter::ReportError(void*, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int code = Report(format, args);
  va_end(args);
  return code;
}

MicroErrorReporter::~MicroErrorReporter() {}

int MicroErrorReporter::Report(const char* format, va_list args) {
  autopilot::device::SayLine(format, args);
  return 0;
}

}  // namespace tflite
