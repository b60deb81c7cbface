#ifndef AUTOPILOT_DEVICE_TFLITE_C_COMMON_H
#define AUTOPILOT_DEVICE_TFLITE_C_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tflm/c_checks.h"

typedef enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1, kTfLiteDelegateError = 2 } TfLiteStatus;

typedef enum {
  kTfLiteNoType = 0,
  kTfLiteFloat32 = 1,
  kTfLiteInt32 = 2,
  kTfLiteUInt8 = 3,
  kTfLiteInt64 = 4,
  kTfLiteString = 5,
  kTfLiteBool = 6,
  kTfLiteInt16 = 7,
  kTfLiteComplex64 = 8,
  kTfLiteInt8 = 9,
  kTfLiteFloat16 = 10,
  kTfLiteFloat64 = 11
} TfLiteType;

#include "tflm/c_values.h"

#include "tflm/c_quantization.h"

typedef union TfLitePtrUnion {
  int32_t* i32;
  int64_t* i64;
  float* f;
  TfLiteFloat16* f16;
  char* raw;
  const char* raw_const;
  uint8_t* uint8;
  bool* b;
  int16_t* i16;
  TfLiteComplex64* c64;
  int8_t* int8;
  void* data;
} TfLitePtrUnion;

#include "tflm/c_allocation.h"

#include "tflm/c_tensor.h"

#include "tflm/c_kernel.h"

#endif
