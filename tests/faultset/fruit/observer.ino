#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include "model.h"

struct Event {
  const char* fruit;
  float confidence;
  unsigned long when;
};

using Listener = void (*)(const Event&);

class ColourWatcher {
 public:
  void subscribe(Listener l) {
    if (count_ < kMost) listeners_[count_++] = l;
  }

  bool open() {
    static tflite::MicroErrorReporter reporter;
    static tflite::AllOpsResolver resolver;
    static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena_, sizeof(arena_), &reporter);
    net_ = &it;
    return net_->AllocateTensors() == kTfLiteOk && APDS.begin();
  }

  void poll() {
    if (!APDS.colorAvailable()) return;
    int r, g, b;
    APDS.readColor(r, g, b);
    const float light = r + g + b;
    if (light < kDark) return;
    float* x = net_->input(0)->data.f;
    x[0] = r / light;
    x[1] = g / light;
    x[2] = b / light;
    if (net_->Invoke() != kTfLiteOk) return;
    publish(net_->output(0)->data.f);
  }

 private:
  static constexpr int kMost = 4;
  static constexpr float kDark = 3.0f;

  void publish(const float* y) {
    static const char* const names[] = {"apple", "banana", "orange"};
    int i = 0;
    if (y[1] > y[i]) i = 1;
    if (y[2] > y[i]) i = 2;
    const Event event{names[i], y[i], millis()};
    for (int k = 0; k < count_; ++k) listeners_[k](event);
  }

  Listener listeners_[kMost];
  int count_ = 0;
  uint8_t arena_[4096];
  tflite::MicroInterpreter* net_ = nullptr;
};

ColourWatcher watcher;

void printEvent(const Event& e) {
  Serial.print(e.when / 1000.0, 1);
  Serial.print(" s: ");
  Serial.println(e.fruit);
}

void flash(const Event& e) { digitalWrite(LED_BUILTIN, e.confidence > 0.9f ? HIGH : LOW); }

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(9600);
  watcher.subscribe(printEvent);
  watcher.subscribe(flash);
  if (!watcher.open()) {
    Serial.println("could not open");
    while (true) yield();
  }
}

void loop() {
  watcher.poll();
  delay(50);
}
