#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

struct Quantisation {
  float scale;
  float inverse;
  int32_t zero;
};

Quantisation q_in, q_out;
tflite::MicroErrorReporter r_;
tflite::AllOpsResolver o_;
tflite::MicroInterpreter* i_;
uint8_t a_[4096];
int8_t *x_, *y_;

Quantisation read_params(const TfLiteTensor* t) {
  return {t->params.scale, 1.0f / t->params.scale, t->params.zero_point};
}

void setup() {
  Serial.begin(9600);
  APDS.begin();
  i_ = new tflite::MicroInterpreter(tflite::GetModel(model), o_, a_, sizeof(a_), &r_);
  if (i_->AllocateTensors() != kTfLiteOk) {
    Serial.println("!");
    while (1) yield();
  }
  q_in = read_params(i_->input(0));
  q_out = read_params(i_->output(0));
  x_ = i_->input(0)->data.int8;
  y_ = i_->output(0)->data.int8;
}

void loop() {
  int rgb[3];
  if (!APDS.colorAvailable() || !APDS.readColor(rgb[0], rgb[1], rgb[2])) return;
  const int sum = rgb[0] + rgb[1] + rgb[2];
  if (sum < 3) return;
  for (int k = 0; k < 3; k++) {
    int v = (int)(q_in.inverse * rgb[k] / sum + 0.5f) + q_in.zero;
    x_[k] = v > 127 ? 127 : v;
  }
  if (i_->Invoke() != kTfLiteOk) return;
  static const char* const names[] = {"Apple", "Banana", "Orange"};
  int best = 0;
  for (int k = 0; k < 3; k++) {
    if (y_[k] > y_[best]) best = k;
    Serial.print(names[k]);
    Serial.print('=');
    Serial.print((y_[k] - q_out.zero) * q_out.scale, 3);
    Serial.print(k < 2 ? ' ' : '\n');
  }
  Serial.print("=> ");
  Serial.println(names[best]);
  delay(300);
}
