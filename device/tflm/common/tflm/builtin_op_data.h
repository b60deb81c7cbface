#ifndef AUTOPILOT_DEVICE_TFLITE_C_BUILTIN_OP_DATA_H
#define AUTOPILOT_DEVICE_TFLITE_C_BUILTIN_OP_DATA_H

#include "tensorflow/lite/c/common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { kTfLitePaddingUnknown = 0, kTfLitePaddingSame, kTfLitePaddingValid } TfLitePadding;

typedef enum {
  kTfLiteActNone = 0,
  kTfLiteActRelu,
  kTfLiteActReluN1To1,
  kTfLiteActRelu6,
  kTfLiteActTanh,
  kTfLiteActSignBit,
  kTfLiteActSigmoid
} TfLiteFusedActivation;

#ifdef __cplusplus
}
#endif

#endif
