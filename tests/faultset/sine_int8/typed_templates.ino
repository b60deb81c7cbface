#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"
#include "model.h"

namespace quant {

template <typename T>
T pack(float real, const TfLiteTensor& t) {
  return static_cast<T>(lroundf(real / t.params.scale) + t.params.zero_point);
}

template <typename T>
float unpack(T raw, const TfLiteTensor& t) {
  return t.params.scale * (static_cast<int>(raw) - t.params.zero_point);
}

}  // namespace quant

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
alignas(16) uint8_t arena[3 * 1024];
tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);

void setup() {
  Serial.begin(115200);
  if (net.AllocateTensors() != kTfLiteOk || net.input(0)->type != kTfLiteInt8) {
    Serial.println("unsuitable model");
    while (true) yield();
  }
}

void loop() {
  static int i = 0;
  TfLiteTensor& in = *net.input(0);
  in.data.int8[0] = quant::pack<int8_t>(TWO_PI * i / 64, in);
  if (net.Invoke() == kTfLiteOk) {
    const TfLiteTensor& out = *net.output(0);
    Serial.print("y: ");
    Serial.println(quant::unpack(out.data.int8[0], out), 4);
  }
  i = i < 63 ? i + 1 : 0;
  delay(40);
}
