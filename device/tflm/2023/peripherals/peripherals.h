#include "tflm/peripherals.h"
