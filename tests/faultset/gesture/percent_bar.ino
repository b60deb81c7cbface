#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

namespace gesture {

constexpr int kReadings = 64;
constexpr unsigned long kPeriodMicros = 1000000UL / 25;
const char* const kNames[] = {"Circle", "Line", "Zigzag", "Rest"};

class Window {
 public:
  void clear() { size_ = 0; }
  bool full() const { return size_ == kReadings; }
  void add(float x, float y, float z) {
    if (full()) return;
    data_[size_][0] = x;
    data_[size_][1] = y;
    data_[size_][2] = z;
    ++size_;
  }
  const float* begin() const { return data_[0]; }
  const float* end() const { return data_[0] + 3 * kReadings; }

 private:
  float data_[kReadings][3];
  int size_ = 0;
};

}  // namespace gesture

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[8 * 1024 + 512];
static tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
static gesture::Window window_;

void setup() {
  Serial.begin(115200);
  const bool ok = tflite::GetModel(model)->version() == TFLITE_SCHEMA_VERSION && net.AllocateTensors() == kTfLiteOk &&
                  IMU.begin();
  if (ok) return;
  for (;;) {
    Serial.println("not working");
    delay(3000);
  }
}

void loop() {
  static unsigned long last = 0;
  if (micros() - last < gesture::kPeriodMicros || !IMU.accelerationAvailable()) return;
  last += gesture::kPeriodMicros;
  if (micros() - last > gesture::kPeriodMicros) last = micros();

  float x, y, z;
  IMU.readAcceleration(x, y, z);
  window_.add(x, y, z);
  if (!window_.full()) return;

  std::transform(window_.begin(), window_.end(), net.input(0)->data.f, [](float g) { return g * 1000; });
  window_.clear();
  if (net.Invoke() != kTfLiteOk) return;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) Serial.print(" | ");
    Serial.print(gesture::kNames[i]);
    Serial.print(' ');
    Serial.print(100 * net.output(0)->data.f[i], 0);
    Serial.print('%');
  }
  Serial.println();
}
