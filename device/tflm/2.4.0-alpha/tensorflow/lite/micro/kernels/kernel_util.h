#include "tflm/kernel_util.h"
