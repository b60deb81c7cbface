#include "tflm/micro_compatibility.h"
