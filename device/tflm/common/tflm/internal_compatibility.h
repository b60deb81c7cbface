#ifndef AUTOPILOT_DEVICE_TFLITE_INTERNAL_COMPATIBILITY_H
#define AUTOPILOT_DEVICE_TFLITE_INTERNAL_COMPATIBILITY_H

#include <cstdint>

#include "tensorflow/lite/kernels/op_macros.h"

#ifndef TFLITE_DCHECK
#define TFLITE_DCHECK(condition) (condition) ? (void)0 : ({ TFLITE_ABORT; })
#endif
#ifndef TFLITE_DCHECK_EQ
#define TFLITE_DCHECK_EQ(x, y) ((x) == (y)) ? (void)0 : ({ TFLITE_ABORT; })
#endif
#ifndef TFLITE_CHECK
#define TFLITE_CHECK(condition) (condition) ? (void)0 : ({ TFLITE_ABORT; })
#endif

namespace tflite {

typedef int8_t int8;
typedef uint8_t uint8;
typedef int16_t int16;
typedef uint16_t uint16;
typedef int32_t int32;
typedef uint32_t uint32;

}  // namespace tflite

#endif
