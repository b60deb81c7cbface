/// What a sketch brings of the real library into the image that is linked for the board. The facade stands between
/// the two, so the linker has to be told: `-u autopilot_uses_interpreter`, and `-u autopilot_uses_OPERATOR` for
/// each operator that the sketch registers, or `-u autopilot_uses_all_operators`. Never run.
/// Compiled against the library's own headers, its namespace renamed by the build.

#include <new>

#include "tensorflow/lite/micro/kernels/all_ops_resolver.h"
#include "tensorflow/lite/micro/kernels/micro_ops.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

extern "C" {

// Its objects are the sketch's and counted there.
void autopilot_uses_interpreter(void* place, const void* model, tflite::MicroOpResolver& resolver, std::uint8_t* arena,
                                std::size_t size) {
  tflite::MicroErrorReporter reporter;
  auto* interpreter = new (place) tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, size, &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk || interpreter->Invoke() != kTfLiteOk) return;
  interpreter->output(0)->data.raw[0] = interpreter->input(0)->data.raw[0];
}

void autopilot_uses_all_operators(void* place) { new (place) tflite::ops::micro::AllOpsResolver; }

#define AUTOPILOT_USES(op) \
  void* autopilot_uses_##op() { return tflite::ops::micro::Register_##op(); }

AUTOPILOT_USES(ABS)
AUTOPILOT_USES(ADD)
AUTOPILOT_USES(ARG_MAX)
AUTOPILOT_USES(ARG_MIN)
AUTOPILOT_USES(AVERAGE_POOL_2D)
AUTOPILOT_USES(CEIL)
AUTOPILOT_USES(CIRCULAR_BUFFER)
AUTOPILOT_USES(CONCATENATION)
AUTOPILOT_USES(CONV_2D)
AUTOPILOT_USES(COS)
AUTOPILOT_USES(DEPTHWISE_CONV_2D)
AUTOPILOT_USES(DEQUANTIZE)
AUTOPILOT_USES(EQUAL)
AUTOPILOT_USES(FLOOR)
AUTOPILOT_USES(FULLY_CONNECTED)
AUTOPILOT_USES(GREATER)
AUTOPILOT_USES(GREATER_EQUAL)
AUTOPILOT_USES(L2_NORMALIZATION)
AUTOPILOT_USES(LESS)
AUTOPILOT_USES(LESS_EQUAL)
AUTOPILOT_USES(LOG)
AUTOPILOT_USES(LOGICAL_AND)
AUTOPILOT_USES(LOGICAL_NOT)
AUTOPILOT_USES(LOGICAL_OR)
AUTOPILOT_USES(LOGISTIC)
AUTOPILOT_USES(MAXIMUM)
AUTOPILOT_USES(MAX_POOL_2D)
AUTOPILOT_USES(MEAN)
AUTOPILOT_USES(MINIMUM)
AUTOPILOT_USES(MUL)
AUTOPILOT_USES(NEG)
AUTOPILOT_USES(NOT_EQUAL)
AUTOPILOT_USES(PACK)
AUTOPILOT_USES(PAD)
AUTOPILOT_USES(PADV2)
AUTOPILOT_USES(PRELU)
AUTOPILOT_USES(QUANTIZE)
AUTOPILOT_USES(RELU)
AUTOPILOT_USES(RELU6)
AUTOPILOT_USES(RESHAPE)
AUTOPILOT_USES(RESIZE_NEAREST_NEIGHBOR)
AUTOPILOT_USES(ROUND)
AUTOPILOT_USES(RSQRT)
AUTOPILOT_USES(SIN)
AUTOPILOT_USES(SOFTMAX)
AUTOPILOT_USES(SPLIT)
AUTOPILOT_USES(SQRT)
AUTOPILOT_USES(SQUARE)
AUTOPILOT_USES(STRIDED_SLICE)
AUTOPILOT_USES(SUB)
AUTOPILOT_USES(SVDF)
AUTOPILOT_USES(TANH)
AUTOPILOT_USES(UNPACK)
}
