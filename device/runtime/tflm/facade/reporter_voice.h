#pragma once

/// The generations of 2020 speak through the error reporter that the sketch gave.

#include "../../board.h"
#include "interpretation.h"
#include "tensorflow/lite/core/api/error_reporter.h"

namespace autopilot::device {

class ReporterVoice final : public Voice {
 public:
  explicit ReporterVoice(tflite::ErrorReporter* reporter) : reporter_(reporter) {}

  void Say(const char* words) override {
    if (reporter_ == nullptr) Board::Get().Note((std::string("a null error reporter is given: ") + words).c_str());
    // A virtual call through what the sketch gave, dead or null as it may be.
    TF_LITE_REPORT_ERROR(reporter_, "%s", words);
  }

 private:
  tflite::ErrorReporter* reporter_;
};

}  // namespace autopilot::device
