#ifndef AUTOPILOT_DEVICE_TFLM_C_EVAL_TENSOR_H
#define AUTOPILOT_DEVICE_TFLM_C_EVAL_TENSOR_H

typedef struct TfLiteEvalTensor {
  TfLitePtrUnion data;
  TfLiteIntArray* dims;
  TfLiteType type;
} TfLiteEvalTensor;

#endif
