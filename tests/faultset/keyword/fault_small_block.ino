#include <PDM.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

const int WINDOW = 1024;
short samples[WINDOW];
volatile int count = 0;

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter = nullptr;
uint8_t arena[24 * 1024];
const char* sounds[] = {"hum", "whistle", "hiss", "silence"};

void onPDMdata() {
  short block[64];
  int bytes = PDM.available();
  PDM.read(block, bytes);
  for (int i = 0; i < bytes / 2 && count < WINDOW; i++) {
    samples[count] = block[i];
    count++;
  }
}

void setup() {
  Serial.begin(9600);
  while (!Serial);
  const tflite::Model* soundModel = tflite::GetModel(model);
  if (soundModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model schema mismatch!");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(soundModel, resolver, arena, sizeof(arena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed!");
    while (1);
  }
  PDM.onReceive(onPDMdata);
  if (!PDM.begin(1, 16000)) {
    Serial.println("Failed to start PDM!");
    while (1);
  }
}

void loop() {
  if (count < WINDOW) return;

  float* input = interpreter->input(0)->data.f;
  for (int i = 0; i < WINDOW; i++) {
    input[i] = samples[i] / 32768.0;
  }
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed!");
    return;
  }
  float* output = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < 4; i++) {
    if (output[i] > output[best]) best = i;
  }
  Serial.println(sounds[best]);
  count = 0;  // the callback may go on
}
