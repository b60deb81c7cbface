#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

static tflite::MicroErrorReporter er;
static tflite::AllOpsResolver rs;
static uint8_t ar[3000];
static tflite::MicroInterpreter mi(tflite::GetModel(model), rs, ar, sizeof ar, &er);

void setup()
{
    Serial.begin(9600);
    mi.AllocateTensors();
}

void draw(float y)
{
    if (y >= 0) Serial.print(' ');
    Serial.print(y, 3);
    Serial.print("  ");
    int stars = (int)((y + 1.0f) * 20.0f);
    while (stars-- > 0) Serial.print('*');
    Serial.println();
}

void loop()
{
    static uint8_t i = 0;
    mi.input(0)->data.f[0] = i * (float)(TWO_PI / 64.0);
    if (mi.Invoke() == kTfLiteOk) draw(mi.output(0)->data.f[0]);
    if (++i >= 64) i = 0;
    delay(60);
}
