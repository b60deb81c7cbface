#include "tflm/tensor_ctypes.h"
