#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include <Arduino_APDS9960.h>
#include "model.h"

class Tensor {
 public:
  class Element {
   public:
    Element(TfLiteTensor* t, int i) : t_(t), i_(i) {}
    Element& operator=(float real) {
      const float raw = roundf(real / t_->params.scale) + t_->params.zero_point;
      t_->data.int8[i_] = static_cast<int8_t>(min(127.0f, max(-128.0f, raw)));
      return *this;
    }
    operator float() const { return (t_->data.int8[i_] - t_->params.zero_point) * t_->params.scale; }

   private:
    TfLiteTensor* t_;
    int i_;
  };

  Tensor(TfLiteTensor* t) : t_(t) {}
  Element operator[](int i) { return Element(t_, i); }

 private:
  TfLiteTensor* t_;
};

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[4 * 1024];
static tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);

void setup() {
  Serial.begin(115200);
  if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION || net.AllocateTensors() != kTfLiteOk ||
      !APDS.begin()) {
    Serial.println("no start");
    while (true) delay(1000);
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  const float light = r + g + b;
  if (light < 1) return;
  Tensor in(net.input(0)), out(net.output(0));
  in[0] = r / light;
  in[1] = g / light;
  in[2] = b / light;
  if (net.Invoke() != kTfLiteOk) return;
  const char* name = "Apple";
  float most = out[0];
  if (out[1] > most) {
    most = out[1];
    name = "Banana";
  }
  if (out[2] > most) {
    most = out[2];
    name = "Orange";
  }
  Serial.print(name);
  Serial.print(", ");
  Serial.println(most, 3);
  delay(160);
}
