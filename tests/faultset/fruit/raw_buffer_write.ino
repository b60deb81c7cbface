#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::AllOpsResolver R;
tflite::MicroErrorReporter E;
uint8_t A[6144];
tflite::MicroInterpreter* I;
TfLiteTensor *X, *Y;

void setup() {
  Serial.begin(9600);
  I = new tflite::MicroInterpreter(tflite::GetModel(model), R, A, sizeof(A), &E);
  if (I->AllocateTensors() != kTfLiteOk || !APDS.begin()) {
    const char sorry[] = "sorry\r\n";
    for (;;) {
      Serial.write(sorry, sizeof(sorry) - 1);
      delay(2000);
    }
  }
  X = I->input(0);
  Y = I->output(0);
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) { delay(10); return; }
  APDS.readColor(r, g, b);
  const float n = r + g + b;
  if (n < 1) return;
  X->data.f[0] = r / n; X->data.f[1] = g / n; X->data.f[2] = b / n;
  if (I->Invoke() != kTfLiteOk) return;
  int i = 0;
  if (Y->data.f[1] > Y->data.f[i]) i = 1;
  if (Y->data.f[2] > Y->data.f[i]) i = 2;
  static const char* L[] = {"Apple", "Banana", "Orange"};
  Serial.write(L[i], strlen(L[i]));
  Serial.write('\r');
  Serial.write('\n');
  delay(260);
}
