#ifndef AUTOPILOT_DEVICE_TFLM_C_QUANTIZATION_H
#define AUTOPILOT_DEVICE_TFLM_C_QUANTIZATION_H

typedef enum TfLiteQuantizationType { kTfLiteNoQuantization = 0, kTfLiteAffineQuantization = 1 } TfLiteQuantizationType;

#endif
