/// The generation of early 2023: constructors and allocator.

#include "../../board.h"
#include "../../costs.h"
#include "interpretation.h"
#include "log_voice.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::Interpretation;
using autopilot::device::LogVoice;

namespace tflite {

MicroAllocator* MicroAllocator::Create(uint8_t* tensor_arena, size_t arena_size) {
  Board::Get().Spend(Costs::kTinyCall);
  return new MicroAllocator(tensor_arena, arena_size);
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                                   size_t tensor_arena_size, MicroResourceVariables*, MicroProfilerInterface*)
    : core_(nullptr), initialization_status_(kTfLiteError) {
  auto* core = new Interpretation(model, op_resolver, tensor_arena, tensor_arena_size, std::make_unique<LogVoice>());
  core_ = core;
  if (core->usable()) initialization_status_ = kTfLiteOk;
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, MicroAllocator* allocator,
                                   MicroResourceVariables* variables, MicroProfilerInterface* profiler)
    : MicroInterpreter(model, op_resolver, allocator->arena_, allocator->size_, variables, profiler) {}

}  // namespace tflite
