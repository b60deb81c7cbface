#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

class FruitClassifier {
 public:
  FruitClassifier() : interpreter_(tflite::GetModel(model), resolver_, arena_, kArena, &reporter_) {}

  bool begin() {
    if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION) return false;
    return interpreter_.AllocateTensors() == kTfLiteOk;
  }

  // Index of the most likely fruit, or -1 when it could not be told.
  int classify(float red, float green, float blue) {
    TfLiteTensor* in = interpreter_.input(0);
    in->data.f[0] = red;
    in->data.f[1] = green;
    in->data.f[2] = blue;
    if (interpreter_.Invoke() != kTfLiteOk) return -1;
    int best = 0;
    for (int i = 1; i < count(); ++i) {
      if (score(i) > score(best)) best = i;
    }
    return best;
  }

  float score(int i) { return interpreter_.output(0)->data.f[i]; }
  int count() { return interpreter_.output(0)->dims->data[1]; }

 private:
  static const size_t kArena = 6 * 1024;
  uint8_t arena_[kArena];
  tflite::MicroErrorReporter reporter_;
  tflite::AllOpsResolver resolver_;
  tflite::MicroInterpreter interpreter_;
};

FruitClassifier classifier;
const char* const kNames[] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(9600);
  if (!APDS.begin() || !classifier.begin()) {
    Serial.println("start-up failed");
    for (;;) delay(1000);
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  if (!APDS.readColor(r, g, b)) return;
  float sum = r + g + b;
  if (sum <= 0) return;
  int fruit = classifier.classify(r / sum, g / sum, b / sum);
  if (fruit < 0) {
    Serial.println("inference failed");
  } else {
    Serial.print(kNames[fruit]);
    Serial.print(' ');
    Serial.println(classifier.score(fruit), 3);
  }
  delay(250);
}
