#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_APDS9960.h>
#include "model.h"

class Int8View {
 public:
  explicit Int8View(TfLiteTensor* tensor) : t_(tensor) {}
  void set(int i, float v) {
    const float q = v / t_->params.scale + t_->params.zero_point;
    t_->data.int8[i] = static_cast<int8_t>(constrain(roundf(q), -128.0f, 127.0f));
  }
  float get(int i) const { return t_->params.scale * (t_->data.int8[i] - t_->params.zero_point); }
  int size() const { return static_cast<int>(t_->bytes); }

 private:
  TfLiteTensor* t_;
};

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[5000];
static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
static const char* kFruit[] = {"apple", "banana", "orange"};

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(1);
  if (interpreter.AllocateTensors() != kTfLiteOk) {
    Serial.println("out of arena");
    while (true) delay(1000);
  }
  if (!APDS.begin()) {
    Serial.println("out of light");
    while (true) delay(1000);
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 5) return;

  Int8View x(interpreter.input(0)), y(interpreter.output(0));
  x.set(0, r / 255.0f);
  x.set(1, g / 255.0f);
  x.set(2, b / 255.0f);
  if (interpreter.Invoke() != kTfLiteOk) return;

  int best = 0;
  for (int i = 1; i < y.size(); ++i) {
    if (y.get(i) > y.get(best)) best = i;
  }
  Serial.print(kFruit[best]);
  Serial.print(": ");
  Serial.print(y.get(best) * 100.0f, 1);
  Serial.println(" %");
}
