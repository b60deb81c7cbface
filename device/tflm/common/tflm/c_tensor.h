#ifndef AUTOPILOT_DEVICE_TFLM_C_TENSOR_H
#define AUTOPILOT_DEVICE_TFLM_C_TENSOR_H

// The tensor of the C layer as it is without TF_LITE_STATIC_MEMORY, alike in every generation; after the
// generation's TfLiteType, TfLitePtrUnion, TfLiteQuantizationType and TfLiteAllocationType. The facade owns it;
// the kernels have their own.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteQuantization {
  TfLiteQuantizationType type;
  void* params;
} TfLiteQuantization;

typedef int TfLiteBufferHandle;
enum { kTfLiteNullBufferHandle = -1 };

struct TfLiteDelegate;
typedef struct TfLiteSparsity TfLiteSparsity;

typedef struct TfLiteTensor {
  TfLiteType type;
  TfLitePtrUnion data;
  TfLiteIntArray* dims;
  TfLiteQuantizationParams params;
  TfLiteAllocationType allocation_type;
  size_t bytes;
  const void* allocation;
  const char* name;
  struct TfLiteDelegate* delegate;
  TfLiteBufferHandle buffer_handle;
  bool data_is_stale;
  bool is_variable;
  TfLiteQuantization quantization;
  TfLiteSparsity* sparsity;
  const TfLiteIntArray* dims_signature;
} TfLiteTensor;

#ifdef __cplusplus
}
#endif

#endif
