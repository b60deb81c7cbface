#ifndef AUTOPILOT_DEVICE_TFLM_C_COMPLEX128_H
#define AUTOPILOT_DEVICE_TFLM_C_COMPLEX128_H

typedef struct TfLiteComplex128 {
  double re, im;
} TfLiteComplex128;

#endif
