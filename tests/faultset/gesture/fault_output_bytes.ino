#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_LSM9DS1.h>
#include <array>
#include "model.h"

template <typename T, size_t N>
class Ring {
 public:
  void add(const T& value) {
    items_[next_] = value;
    next_ = (next_ + 1) % N;
    if (size_ < N) ++size_;
  }
  bool full() const { return size_ == N; }
  template <typename Visit>
  void fromOldest(Visit visit) const {
    for (size_t i = 0; i < N; ++i) visit(items_[(next_ + i) % N]);
  }

 private:
  std::array<T, N> items_{};
  size_t next_ = 0;
  size_t size_ = 0;
};

namespace {
using Sample = std::array<float, 3>;
Ring<Sample, 64> ring;
tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
alignas(16) std::array<uint8_t, 10 * 1024> arena;
tflite::MicroInterpreter* net;
constexpr const char* kWords[4] = {"circle", "line", "zigzag", "rest"};
}  // namespace

void setup() {
  Serial.begin(115200);
  while (!Serial) yield();
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena.data(), arena.size(), &reporter);
  net = &it;
  if (!IMU.begin()) Serial.println("IMU missing");
  if (it.AllocateTensors() != kTfLiteOk) Serial.println("arena too small");
}

void loop() {
  static unsigned long previous = 0;
  static int since = 0;
  const unsigned long now = millis();
  if (now - previous < 40 || !IMU.accelerationAvailable()) return;
  previous = now;

  Sample s;
  IMU.readAcceleration(s[0], s[1], s[2]);
  ring.add(s);
  if (!ring.full() || ++since < 20) return;
  since = 0;

  float* at = net->input(0)->data.f;
  ring.fromOldest([&at](const Sample& sample) {
    for (float g : sample) *at++ = g * 1000.0f;
  });
  if (net->Invoke() != kTfLiteOk) return;
  const uint8_t* p = net->output(0)->data.uint8;
  size_t best = 0;
  for (size_t i = 1; i < 4; ++i)
    if (p[i] > p[best]) best = i;
  Serial.println(kWords[best]);
}
