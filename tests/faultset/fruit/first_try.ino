#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver opsResolver;
const tflite::Model* fruitModel = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* inputTensor = nullptr;
TfLiteTensor* outputTensor = nullptr;

const int arenaSize = 8 * 1024;
byte arena[arenaSize];

const char* fruits[] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(9600);
  while (!Serial);

  if (!APDS.begin()) {
    Serial.println("Error initializing APDS9960 sensor.");
    while (1);
  }

  fruitModel = tflite::GetModel(model);
  if (fruitModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model schema mismatch!");
    while (1);
  }

  interpreter = new tflite::MicroInterpreter(fruitModel, opsResolver, arena, arenaSize, &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors() failed");
    while (1);
  }
  inputTensor = interpreter->input(0);
  outputTensor = interpreter->output(0);
}

void loop() {
  int r, g, b;

  // wait for a colour
  while (!APDS.colorAvailable()) {
    delay(5);
  }
  APDS.readColor(r, g, b);
  float sum = r + g + b;

  if (sum > 0) {
    inputTensor->data.f[0] = r / sum;
    inputTensor->data.f[1] = g / sum;
    inputTensor->data.f[2] = b / sum;

    if (interpreter->Invoke() != kTfLiteOk) {
      Serial.println("Invoke failed!");
      return;
    }

    int best = 0;
    for (int i = 1; i < 3; i++) {
      if (outputTensor->data.f[i] > outputTensor->data.f[best]) best = i;
    }
    Serial.println(fruits[best]);
  }
  delay(200);
}
