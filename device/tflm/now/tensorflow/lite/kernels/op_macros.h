#include "tflm/op_macros_later.h"
