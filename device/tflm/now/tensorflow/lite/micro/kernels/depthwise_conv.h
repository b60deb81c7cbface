#include "tensorflow/lite/micro/kernels/micro_ops.h"
