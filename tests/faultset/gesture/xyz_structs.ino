#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

struct Vec3 {
  float x, y, z;
  Vec3 operator*(float k) const { return {x * k, y * k, z * k}; }
  void store(float* to) const {
    to[0] = x;
    to[1] = y;
    to[2] = z;
  }
};

constexpr float kMilli = 1000.0f;
constexpr int kLength = 64;

class Gestures {
 public:
  enum Kind { kCircle, kLine, kZigzag, kRest, kKinds };

  bool begin() {
    interpreter_ = new tflite::MicroInterpreter(tflite::GetModel(model), resolver_, arena_, sizeof(arena_), &reporter_);
    return interpreter_->AllocateTensors() == kTfLiteOk;
  }

  // Takes a reading; true when it was the last one of a window and `kind` is set.
  bool take(const Vec3& reading, Kind& kind) {
    (reading * kMilli).store(interpreter_->input(0)->data.f + 3 * taken_);
    if (++taken_ < kLength) return false;
    taken_ = 0;
    if (interpreter_->Invoke() != kTfLiteOk) return false;
    kind = kCircle;
    for (int k = kLine; k < kKinds; ++k) {
      if (score(k) > score(kind)) kind = static_cast<Kind>(k);
    }
    return true;
  }

 private:
  float score(int k) const { return interpreter_->output(0)->data.f[k]; }

  int taken_ = 0;
  uint8_t arena_[9 * 1024];
  tflite::MicroErrorReporter reporter_;
  tflite::AllOpsResolver resolver_;
  tflite::MicroInterpreter* interpreter_ = nullptr;
};

Gestures gestures;

void setup() {
  Serial.begin(9600);
  if (!gestures.begin() || !IMU.begin()) {
    Serial.println("begin() failed");
    for (;;) yield();
  }
}

void loop() {
  static uint32_t due = 0;
  if (static_cast<int32_t>(millis() - due) < 0 || !IMU.accelerationAvailable()) return;
  due = millis() + 40;
  Vec3 v;
  IMU.readAcceleration(v.x, v.y, v.z);
  Gestures::Kind kind;
  if (!gestures.take(v, kind)) return;
  switch (kind) {
    case Gestures::kCircle:
      Serial.println("A circle!");
      break;
    case Gestures::kLine:
      Serial.println("A line!");
      break;
    case Gestures::kZigzag:
      Serial.println("A zigzag!");
      break;
    default:
      Serial.println("rest");
      break;
  }
}
