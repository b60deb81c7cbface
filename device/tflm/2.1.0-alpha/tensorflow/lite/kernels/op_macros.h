#include "tflm/op_macros.h"
