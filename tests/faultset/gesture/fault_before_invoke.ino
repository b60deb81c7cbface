#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

#define WINDOW 64

static tflite::MicroErrorReporter error_reporter;
static tflite::AllOpsResolver op_resolver;
static uint8_t tensor_arena[8500];
static tflite::MicroInterpreter *interp;
static unsigned long last_tick;
static unsigned count;

static void fail(const char *what)
{
	for (;;) {
		Serial.println(what);
		delay(1000);
	}
}

void setup()
{
	Serial.begin(9600);
	if (!IMU.begin())
		fail("imu");
	static tflite::MicroInterpreter it(tflite::GetModel(model), op_resolver, tensor_arena, sizeof(tensor_arena), &error_reporter);
	interp = &it;
	if (interp->AllocateTensors() != kTfLiteOk)
		fail("allocate");
	last_tick = millis() / 40;
}

void loop()
{
	unsigned long tick = millis() / 40;
	float g[3];

	if (tick == last_tick || !IMU.accelerationAvailable())
		return;
	last_tick = tick;

	IMU.readAcceleration(g[0], g[1], g[2]);
	for (int axis = 0; axis < 3; axis++)
		interp->input(0)->data.f[3 * count + axis] = 1000.0f * g[axis];
	if (++count != WINDOW)
		return;
	count = 0;

	const float *p = interp->output(0)->data.f;
	unsigned best = 0;
	for (unsigned i = 1; i < 4; i++)
		if (p[i] > p[best])
			best = i;

	if (interp->Invoke() != kTfLiteOk)
		fail("invoke");
	const char *names[4] = { "circle", "line", "zigzag", "rest" };
	Serial.print(millis());
	Serial.print(": ");
	Serial.println(names[best]);
}
