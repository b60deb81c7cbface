#ifndef AUTOPILOT_DEVICE_TFLITE_ERROR_REPORTER_H
#define AUTOPILOT_DEVICE_TFLITE_ERROR_REPORTER_H

#include <cstdarg>

namespace tflite {

// Destructors are not inline, here and below: every sketch would pay for compiling them.
class ErrorReporter {
 public:
  virtual ~ErrorReporter();
  virtual int Report(const char* format, va_list args) = 0;
  int Report(const char* format, ...);
  int ReportError(void*, const char* format, ...);
};

}  // namespace tflite

#ifndef TF_LITE_STRIP_ERROR_STRINGS
#define TF_LITE_REPORT_ERROR(reporter, ...)                             \
  do {                                                                  \
    static_cast<tflite::ErrorReporter*>(reporter)->Report(__VA_ARGS__); \
  } while (false)
#else
#define TF_LITE_REPORT_ERROR(reporter, ...)
#endif

#endif
