#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

static tflite::MicroErrorReporter er;
static tflite::MicroMutableOpResolver<2> res(&er);
static uint8_t ram[2600];
static tflite::MicroInterpreter *mi;

void setup()
{
    Serial.begin(9600);
    while (!Serial) {}
    res.AddFullyConnected();
    res.AddSoftmax();
    mi = new tflite::MicroInterpreter(tflite::GetModel(model), res, ram, sizeof(ram), &er);
    if (mi->AllocateTensors() != kTfLiteOk) {
        Serial.println("ram");
        while (1) {}
    }
    if (!APDS.begin()) {
        Serial.println("apds");
        while (1) {}
    }
}

static long permille(long part, long whole)
{
    return (1000L * part + whole / 2) / whole;
}

void loop()
{
    int r, g, b;
    if (!APDS.colorAvailable()) return;
    APDS.readColor(r, g, b);
    const long sum = (long)r + g + b;
    if (sum < 3) return;
    TfLiteTensor *t = mi->input(0);
    t->data.f[0] = permille(r, sum) / 1000.0f;
    t->data.f[1] = permille(g, sum) / 1000.0f;
    t->data.f[2] = permille(b, sum) / 1000.0f;
    if (mi->Invoke() != kTfLiteOk) return;
    t = mi->output(0);
    const int apple = (int)(t->data.f[0] * 1000), banana = (int)(t->data.f[1] * 1000), orange = (int)(t->data.f[2] * 1000);
    Serial.print("A/B/O in permille: ");
    Serial.print(apple); Serial.print('/'); Serial.print(banana); Serial.print('/'); Serial.print(orange);
    Serial.print(" = ");
    if (banana > apple && banana > orange) Serial.println("Banana");
    else if (orange > apple) Serial.println("Orange");
    else Serial.println("Apple");
    delay(200);
}
