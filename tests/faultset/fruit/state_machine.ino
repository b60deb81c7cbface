#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

enum class State : uint8_t { Waiting, Measuring, Thinking, Telling, Broken };

static State state = State::Waiting;
static int r, g, b;
static const char* result = "";
static uint8_t arena[4096];
static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static tflite::MicroInterpreter* interpreter = nullptr;

void setup() {
  Serial.begin(9600);
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &it;
  if (!APDS.begin() || it.AllocateTensors() != kTfLiteOk) state = State::Broken;
}

void loop() {
  switch (state) {
    case State::Waiting:
      if (APDS.colorAvailable()) state = State::Measuring;
      break;

    case State::Measuring:
      APDS.readColor(r, g, b);
      state = (r + g + b >= 6) ? State::Thinking : State::Waiting;
      break;

    case State::Thinking: {
      const float total = r + g + b;
      float* in = interpreter->input(0)->data.f;
      in[0] = r / total;
      in[1] = g / total;
      in[2] = b / total;
      if (interpreter->Invoke() != kTfLiteOk) {
        state = State::Broken;
        break;
      }
      const float* out = interpreter->output(0)->data.f;
      if (out[0] > out[1] && out[0] > out[2])
        result = "Apple";
      else if (out[1] > out[2])
        result = "Banana";
      else
        result = "Orange";
      state = State::Telling;
      break;
    }

    case State::Telling:
      Serial.println(result);
      state = State::Waiting;
      break;

    case State::Broken:
      Serial.println("out of order");
      delay(1000);
      break;
  }
}
