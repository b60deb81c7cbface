#include "tflm/builtin_op_data.h"
