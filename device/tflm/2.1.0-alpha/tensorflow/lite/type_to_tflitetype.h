#include "tflm/portable_types.h"
