#include "tflm/internal_compatibility.h"
