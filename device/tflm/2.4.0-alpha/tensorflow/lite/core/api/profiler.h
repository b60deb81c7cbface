#include "tflm/profiler.h"
