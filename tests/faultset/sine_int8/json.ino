#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

static tflite::MicroErrorReporter er;
static tflite::MicroMutableOpResolver<4> op;
static uint8_t ram[1600];
static tflite::MicroInterpreter *mi;

void setup()
{
  Serial.begin(9600);
  op.AddFullyConnected();
  op.AddQuantize();
  op.AddDequantize();
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), op, ram, sizeof(ram), &er);
  if (mi->AllocateTensors() != kTfLiteOk) {
    Serial.println("{\"ready\": false}");
    while (1)
      ;
  }
  Serial.println("{\"ready\": true}");
}

void loop()
{
  const TfLiteTensor *in = mi->input(0), *out = mi->output(0);

  for (int i = 0; i < 64; i++) {
    float x = (float)(TWO_PI / 64.0 * i);
    int q = (int)floorf(x / in->params.scale + 0.5f) + in->params.zero_point;
    in->data.int8[0] = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
    if (mi->Invoke() != kTfLiteOk)
      return;
    float y = (float)(out->data.int8[0] - out->params.zero_point) * out->params.scale;
    Serial.print("{\"i\": ");
    Serial.print(i);
    Serial.print(", \"y\": ");
    Serial.print(y, 4);
    Serial.println("}");
    delay(15);
  }
}
