#include "tflm/error_reporter.h"
