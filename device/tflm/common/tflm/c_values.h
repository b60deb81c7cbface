#ifndef AUTOPILOT_DEVICE_TFLM_C_VALUES_H
#define AUTOPILOT_DEVICE_TFLM_C_VALUES_H

// Values and quantisation; after the generation's TfLiteType.

#include "tflm/c_arrays.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteComplex64 {
  float re, im;
} TfLiteComplex64;

typedef struct TfLiteFloat16 {
  uint16_t data;
} TfLiteFloat16;

const char* TfLiteTypeGetName(TfLiteType type);

typedef struct TfLiteQuantizationParams {
  float scale;
  int32_t zero_point;
} TfLiteQuantizationParams;

typedef struct TfLiteAffineQuantization {
  TfLiteFloatArray* scale;
  TfLiteIntArray* zero_point;
  int32_t quantized_dimension;
} TfLiteAffineQuantization;

#ifdef __cplusplus
}
#endif

#endif
