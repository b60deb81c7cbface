#include <PDM.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

short sampleBuffer[256];
volatile int samplesRead = 0;
short window_[1024];
int position = 0;

tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver tflOpsResolver;
tflite::MicroInterpreter* tflInterpreter;
constexpr int tensorArenaSize = 30 * 1024;
byte tensorArena[tensorArenaSize] __attribute__((aligned(16)));

const char* SOUNDS[] = {"hum", "whistle", "hiss", "silence"};

void onPDMdata() {
  int bytesAvailable = PDM.available();
  PDM.read(sampleBuffer, bytesAvailable);
  samplesRead = bytesAvailable / 2;
}

void setup() {
  Serial.begin(9600);
  while (!Serial);
  tflInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tflOpsResolver, tensorArena, tensorArenaSize, &tflErrorReporter);
  tflInterpreter->AllocateTensors();
  PDM.onReceive(onPDMdata);
  if (!PDM.begin(1, 16000)) {
    Serial.println("Failed to start PDM!");
    while (1);
  }
}

void loop() {
  if (!samplesRead) return;
  int n = min((int)samplesRead, 1024 - position);
  memcpy(window_ + position, sampleBuffer, n * sizeof(short));
  position += n;
  samplesRead = 0;
  if (position < 1024) return;
  position = 0;

  for (int i = 0; i < 1024; i++) tflInterpreter->input(0)->data.f[i] = window_[i] / 32768.0;
  if (tflInterpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed!");
    return;
  }
  for (int i = 0; i < 4; i++) {
    Serial.print(SOUNDS[i]);
    Serial.print(": ");
    Serial.println(tflInterpreter->output(0)->data.f[i], 4);
  }
  Serial.println();
}
