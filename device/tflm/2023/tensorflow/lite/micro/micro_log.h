#include "tflm/micro_log.h"
