#include "tflm/internal_compatibility_later.h"
