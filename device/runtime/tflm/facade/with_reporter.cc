/// What the two generations of 2020 have alike and later ones have no more.

#include "../../board.h"
#include "../../costs.h"
#include "interpretation.h"
#include "tensorflow/lite/core/api/op_resolver.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_time.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::InterpretationOf;

namespace tflite {

OpResolver::~OpResolver() {}

const TfLiteRegistration* MicroOpResolver::FindOp(BuiltinOperator op, int) const { return FindOp(op); }
const TfLiteRegistration* MicroOpResolver::FindOp(const char* op, int) const { return FindOp(op); }

size_t MicroInterpreter::tensors_size() const { return InterpretationOf(core_).tensors(); }

size_t MicroInterpreter::operators_size() const { return InterpretationOf(core_).operators(); }

TfLiteTensor* MicroInterpreter::tensor(size_t index) { return InterpretationOf(core_).Tensor(index); }

TfLiteStatus MicroInterpreter::ResetVariableTensors() {
  return InterpretationOf(core_).ResetVariables() ? kTfLiteOk : kTfLiteError;
}

int32_t ticks_per_second() { return 1'000'000; }

int32_t GetCurrentTimeTicks() {
  Board::Get().Spend(Costs::kTimeQuery);
  return static_cast<int32_t>(Board::Get().world().now() / autopilot::device::kTicksPerMicrosecond);
}

}  // namespace tflite
