#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MEMORY_HELPERS_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MEMORY_HELPERS_H

#include <cstddef>
#include <cstdint>

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

uint8_t* AlignPointerUp(uint8_t* data, size_t alignment);
uint8_t* AlignPointerDown(uint8_t* data, size_t alignment);
size_t AlignSizeUp(size_t size, size_t alignment);
TfLiteStatus TfLiteTypeSizeOf(TfLiteType type, size_t* size);

}  // namespace tflite

#endif
