#ifndef AUTOPILOT_DEVICE_TFLM_C_ALLOCATION_H
#define AUTOPILOT_DEVICE_TFLM_C_ALLOCATION_H

// As the generations of 2020 have them.

typedef enum TfLiteAllocationType {
  kTfLiteMemNone = 0,
  kTfLiteMmapRo,
  kTfLiteArenaRw,
  kTfLiteArenaRwPersistent,
  kTfLiteDynamic,
  kTfLitePersistentRo
} TfLiteAllocationType;

#endif
