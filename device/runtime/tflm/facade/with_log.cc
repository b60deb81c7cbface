/// What the generations without an error reporter have alike.

#include <Arduino.h>

#include "../../board.h"
#include "../../costs.h"
#include "interpretation.h"
#include "log_voice.h"
#include "say.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_time.h"
#include "tensorflow/lite/micro/micro_utils.h"
#include "tensorflow/lite/micro/system_setup.h"
#include "tensorflow/lite/micro/tflite_bridge/micro_error_reporter.h"
#include "tflm/peripherals_utility.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::InterpretationOf;

void VMicroPrintf(const char* format, va_list args) { autopilot::device::SayLine(format, args); }

void MicroPrintf(const char* format, ...) {
  va_list args;
  va_start(args, format);
  VMicroPrintf(format, args);
  va_end(args);
}

namespace tflite {

void InitializeTarget() {
  constexpr unsigned long kLongestWait = 4000;  // Milliseconds, as in the library.
  Serial.begin(9600);
  const unsigned long start = millis();
  while (!Serial && millis() - start <= kLongestWait) {
  }
}

ErrorReporter* GetMicroErrorReporter() {
  static MicroErrorReporter reporter;
  return &reporter;
}

int ElementCount(const TfLiteIntArray& dims) {
  int count = 1;
  for (int i = 0; i < dims.size; ++i) count *= dims.data[i];
  return count;
}

uint32_t ticks_per_second() { return 1'000'000; }

uint32_t GetCurrentTimeTicks() {
  Board::Get().Spend(Costs::kTimeQuery);
  return static_cast<uint32_t>(Board::Get().world().now() / autopilot::device::kTicksPerMicrosecond);
}

TfLiteStatus MicroInterpreter::SetMicroExternalContext(void*) { return kTfLiteOk; }

TfLiteStatus MicroInterpreter::Reset() { return InterpretationOf(core_).ResetVariables() ? kTfLiteOk : kTfLiteError; }

}  // namespace tflite

namespace peripherals {

void DelayMicroseconds(uint32_t delay) { ::delayMicroseconds(delay); }
void DelayMilliseconds(uint32_t delay) { ::delay(delay); }
uint32_t MicrosecondsCounter() { return micros(); }
uint32_t MillisecondsCounter() { return millis(); }
void DebugOutput(const char* s) { Serial.print(s); }

}  // namespace peripherals
