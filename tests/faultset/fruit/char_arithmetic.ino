#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include <string.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[4500];
static tflite::MicroInterpreter *interpreter;
static char message[40];

void setup()
{
	Serial.begin(9600);
	APDS.begin();
	interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof arena, &reporter);
	interpreter->AllocateTensors();
}

void loop()
{
	int r, g, b, best, i;
	float sum, *p;

	if (!APDS.colorAvailable())
		goto out;
	APDS.readColor(r, g, b);
	sum = r + g + b;
	if (sum < 1)
		goto out;

	p = interpreter->input(0)->data.f;
	p[0] = r / sum;
	p[1] = g / sum;
	p[2] = b / sum;
	if (interpreter->Invoke() != kTfLiteOk)
		goto out;

	p = interpreter->output(0)->data.f;
	for (best = 0, i = 1; i < 3; i++)
		best = p[i] > p[best] ? i : best;

	strcpy(message, "fruit=");
	strcat(message, best == 0 ? "apple" : best == 1 ? "banana" : "orange");
	strcat(message, ";sure=");
	strcat(message, p[best] > 0.8f ? "yes" : "no");
	Serial.println(message);
out:
	delay(30);
}
