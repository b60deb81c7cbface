#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opsResolver;
byte tensorArena[2 * 1024];
tflite::MicroInterpreter* interpreter;
int8_t* in8;
int8_t* out8;

void setup() {
  Serial.begin(115200);
  while (!Serial) delay(10);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), opsResolver, tensorArena, sizeof(tensorArena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("tensors");
    while (true) delay(10);
  }
  in8 = interpreter->typed_input_tensor<int8_t>(0);
  out8 = interpreter->typed_output_tensor<int8_t>(0);
  Serial.println("step;raw_in;raw_out;value");
}

void loop() {

  const TfLiteQuantizationParams po = interpreter->output(0)->params;
  for (int step = 0; step < 64; step++) {
    float x = 6.2831853f * step / 64.0f;
    in8[0] = (int8_t)x;
    if (interpreter->Invoke() != kTfLiteOk) break;
    Serial.print(step);
    Serial.print(';');
    Serial.print(in8[0]);
    Serial.print(';');
    Serial.print(out8[0]);
    Serial.print(';');
    Serial.println((out8[0] - po.zero_point) * po.scale, 4);
    delay(30);
  }
}
