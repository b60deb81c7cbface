#include "tflm/peripherals_utility.h"
