#include "tflm/quantize_templates.h"
