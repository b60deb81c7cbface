#include "tflm/bridge_error_reporter.h"
