#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

static uint8_t arena[1400];
static tflite::MicroErrorReporter error_reporter;
static tflite::MicroMutableOpResolver<2> resolver;

static void print_fixed(float value)
{
  long thousandths = lroundf(value * 1000.0f);
  char text[16];
  snprintf(text, sizeof(text), "%s%ld.%03ld", thousandths < 0 ? "-" : "", labs(thousandths) / 1000,
           labs(thousandths) % 1000);
  Serial.println(text);
}

tflite::MicroInterpreter *sine_net;

void setup()
{
  Serial.begin(9600);
  resolver.AddFullyConnected();
  static tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &error_reporter);
  sine_net = &net;
  if (net.AllocateTensors() != kTfLiteOk) {
    for (;;) {
      Serial.println("arena too small");
      delay(1000);
    }
  }
}

void loop()
{
  for (int degree64 = 0; degree64 < 64; degree64++) {
    sine_net->input(0)->data.f[0] = (float)(degree64 * TWO_PI / 64);
    if (sine_net->Invoke() != kTfLiteOk)
      continue;
    print_fixed(sine_net->output(0)->data.f[0]);
    delay(12);
  }
}
