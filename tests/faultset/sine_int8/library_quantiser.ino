#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_utils.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::MicroMutableOpResolver<1> resolver;
static uint8_t arena[2048];
static tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof arena, &reporter);

void setup() {
  Serial.begin(9600);
  resolver.AddFullyConnected();
  if (net.AllocateTensors() != kTfLiteOk) {
    Serial.println("!!");
    while (true) delay(1);
  }
}

void loop() {
  const auto real = [](const TfLiteTensor* t) { return t->params.scale * (t->data.int8[0] - t->params.zero_point); };
  for (int i = 0; i < 64; ++i) {
    const float x = TWO_PI * i / 64;
    TfLiteTensor* in = net.input(0);
    in->data.int8[0] = tflite::FloatToAsymmetricQuantizedInt8(x, in->params.scale, in->params.zero_point);
    if (net.Invoke() != kTfLiteOk) return;
    Serial.print("x ");
    Serial.print(x, 3);
    Serial.print(" y ");
    Serial.println(real(net.output(0)), 3);
    delay(20);
  }
}
