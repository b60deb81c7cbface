#include "tflm/debug_log.h"
