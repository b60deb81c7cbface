/// The generation of today: constructors, allocator, tensors by index, and the log with a format.

#include <map>

#include "../../board.h"
#include "../../costs.h"
#include "interpretation.h"
#include "log_voice.h"
#include "tensorflow/lite/micro/debug_log.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::Interpretation;
using autopilot::device::InterpretationOf;
using autopilot::device::LogVoice;

extern "C" void DebugLog(const char* format, va_list args) {
  char text[256];
  autopilot::device::FormatLog(text, sizeof text, format, args);
  autopilot::device::Say(text);
}

int MicroVsnprintf(char* buffer, size_t buf_size, const char* format, va_list vlist) {
  return autopilot::device::FormatLog(buffer, static_cast<int>(buf_size), format, vlist);
}

int MicroSnprintf(char* buffer, size_t buf_size, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int length = MicroVsnprintf(buffer, buf_size, format, args);
  va_end(args);
  return length;
}

namespace tflite {

MicroAllocator* MicroAllocator::Create(uint8_t* tensor_arena, size_t arena_size, MemoryPlannerType) {
  Board::Get().Spend(Costs::kTinyCall);
  return new MicroAllocator(tensor_arena, arena_size);
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                                   size_t tensor_arena_size, MicroResourceVariables*, MicroProfilerInterface*,
                                   bool preserve_all_tensors)
    : core_(nullptr), initialization_status_(kTfLiteError), preserve_all_tensors_(preserve_all_tensors) {
  auto* core = new Interpretation(model, op_resolver, tensor_arena, tensor_arena_size, std::make_unique<LogVoice>());
  core_ = core;
  if (core->usable()) initialization_status_ = kTfLiteOk;
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, MicroAllocator* allocator,
                                   MicroResourceVariables* variables, MicroProfilerInterface* profiler)
    : MicroInterpreter(model, op_resolver, allocator->arena_, allocator->size_, variables, profiler) {}

TfLiteEvalTensor* MicroInterpreter::GetTensor(int tensor_index, int subgraph_index) {
  TfLiteTensor* tensor =
      subgraph_index == 0 ? InterpretationOf(core_).Tensor(static_cast<size_t>(tensor_index)) : nullptr;
  if (tensor == nullptr) return nullptr;
  // Lives as long as the program, like a tensor in the arena.
  static std::map<const TfLiteTensor*, TfLiteEvalTensor> known;
  TfLiteEvalTensor& view = known[tensor];
  view = {tensor->data, tensor->dims, tensor->type};
  return &view;
}

TfLiteStatus MicroInterpreter::ResetVariableTensor(int, int) {
  return InterpretationOf(core_).ResetVariables() ? kTfLiteOk : kTfLiteError;
}

}  // namespace tflite
