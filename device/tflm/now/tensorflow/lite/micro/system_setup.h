#include "tflm/system_setup.h"
