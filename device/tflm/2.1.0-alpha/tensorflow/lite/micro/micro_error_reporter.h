#include "tflm/micro_error_reporter.h"
