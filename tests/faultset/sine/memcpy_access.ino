#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[2048];
static tflite::MicroInterpreter *ip;

void setup()
{
	Serial.begin(9600);
	ip = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof arena, &reporter);
	if (ip->AllocateTensors() != kTfLiteOk)
		for (;;)
			Serial.println("arena"), delay(1000);
}

void loop()
{
	static int i;
	float x = (float)(i * 6.283185307 / 64), y;

	memcpy(ip->input(0)->data.raw, &x, sizeof x);
	if (ip->Invoke() == kTfLiteOk) {
		memcpy(&y, ip->output(0)->data.raw, sizeof y);
		Serial.print(i);
		Serial.print(' ');
		Serial.println(y, 3);
	}
	i = (i + 1) % 64;
	delay(25);
}
