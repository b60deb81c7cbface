#include "tflm/micro_time.h"
