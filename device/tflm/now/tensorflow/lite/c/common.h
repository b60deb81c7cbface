#ifndef AUTOPILOT_DEVICE_TFLITE_C_COMMON_H
#define AUTOPILOT_DEVICE_TFLITE_C_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tflm/c_checks.h"
#include "tflm/c_checks_later.h"

#include "tensorflow/lite/c/c_api_types.h"

#include "tflm/c_values.h"
#include "tflm/c_complex128.h"

typedef struct TfLiteBFloat16 {
  uint16_t data;
} TfLiteBFloat16;

typedef enum TfLiteQuantizationType {
  kTfLiteNoQuantization = 0,
  kTfLiteAffineQuantization = 1,
  kTfLiteBlockwiseQuantization = 2
} TfLiteQuantizationType;

typedef union TfLitePtrUnion {
  int32_t* i32;
  uint32_t* u32;
  int64_t* i64;
  uint64_t* u64;
  float* f;
  TfLiteFloat16* f16;
  TfLiteBFloat16* bf16;
  double* f64;
  char* raw;
  const char* raw_const;
  uint8_t* uint8;
  bool* b;
  int16_t* i16;
  uint16_t* ui16;
  TfLiteComplex64* c64;
  TfLiteComplex128* c128;
  int8_t* int8;
  void* data;
} TfLitePtrUnion;

typedef enum TfLiteAllocationType {
  kTfLiteMemNone = 0,
  kTfLiteMmapRo,
  kTfLiteArenaRw,
  kTfLiteArenaRwPersistent,
  kTfLiteDynamic,
  kTfLitePersistentRo,
  kTfLiteCustom,
  kTfLiteVariantObject,
  kTfLiteNonCpu
} TfLiteAllocationType;

#include "tflm/c_tensor.h"
#include "tflm/c_eval_tensor.h"
#include "tflm/c_kernel.h"

#endif
