#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

class Recorder {
 public:
  static const int kReadings = 64;

  // True once a window is full.
  bool poll() {
    const unsigned long now = millis();
    if (now < next_ || !IMU.accelerationAvailable()) return false;
    next_ = now + 40;
    float* at = &values_[3 * count_];
    IMU.readAcceleration(at[0], at[1], at[2]);
    return ++count_ == kReadings;
  }
  void restart() { count_ = 0; }
  void copyTo(float* destination) const {
    for (int i = 0; i < 3 * kReadings; ++i) destination[i] = values_[i] * 1000.0f;
  }

 private:
  float values_[3 * kReadings];
  int count_ = 0;
  unsigned long next_ = 0;
};

class Classifier {
 public:
  bool begin() {
    bool ok = ops_.AddConv2D() == kTfLiteOk;
    ok = ok && ops_.AddMaxPool2D() == kTfLiteOk;
    ok = ok && ops_.AddAveragePool2D() == kTfLiteOk;
    ok = ok && ops_.AddReshape() == kTfLiteOk;
    ok = ok && ops_.AddFullyConnected() == kTfLiteOk;
    ok = ok && ops_.AddSoftmax() == kTfLiteOk;
    const tflite::Model* net = tflite::GetModel(model);
    if (!ok || net->version() != TFLITE_SCHEMA_VERSION) return false;
    interpreter_ = new tflite::MicroInterpreter(net, ops_, arena_, sizeof(arena_), &reporter_);
    return interpreter_->AllocateTensors() == kTfLiteOk;
  }
  float* input() { return interpreter_->input(0)->data.f; }
  bool run() { return interpreter_->Invoke() == kTfLiteOk; }
  int best() {
    const float* s = interpreter_->output(0)->data.f;
    return std::max_element(s, s + 4) - s;
  }

 private:
  uint8_t arena_[8 * 1024];
  tflite::MicroErrorReporter reporter_;
  tflite::MicroMutableOpResolver<6> ops_;
  tflite::MicroInterpreter* interpreter_ = nullptr;
};

Recorder recorder;
Classifier classifier;
const char* const kGesture[] = {"circle", "line", "zigzag", "rest"};

void setup() {
  Serial.begin(9600);
  if (!IMU.begin() || !classifier.begin()) {
    Serial.println("setup failed");
    while (true) delay(500);
  }
}

void loop() {
  if (!recorder.poll()) return;
  recorder.copyTo(classifier.input());
  recorder.restart();
  if (classifier.run()) {
    Serial.print("Gesture: ");
    Serial.println(kGesture[classifier.best()]);
  }
}
