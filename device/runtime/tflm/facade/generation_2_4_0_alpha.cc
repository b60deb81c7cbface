/// Generation 2.4.0-ALPHA: constructors, allocator, memory helpers.

#include "../../board.h"
#include "../../costs.h"
#include "../values.h"
#include "interpretation.h"
#include "reporter_voice.h"
#include "tensorflow/lite/micro/memory_helpers.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::Interpretation;
using autopilot::device::ReporterVoice;

namespace tflite {

MicroAllocator* MicroAllocator::Create(uint8_t* tensor_arena, size_t arena_size, ErrorReporter*) {
  Board::Get().Spend(Costs::kTinyCall);
  return new MicroAllocator(tensor_arena, arena_size);
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                                   size_t tensor_arena_size, ErrorReporter* error_reporter, Profiler*)
    : core_(nullptr), initialization_status_(kTfLiteError) {
  auto* core = new Interpretation(model, op_resolver, tensor_arena, tensor_arena_size,
                                  std::make_unique<ReporterVoice>(error_reporter));
  core_ = core;
  if (core->usable()) initialization_status_ = kTfLiteOk;
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, MicroAllocator* allocator,
                                   ErrorReporter* error_reporter, Profiler* profiler)
    : MicroInterpreter(model, op_resolver, allocator->arena_, allocator->size_, error_reporter, profiler) {}

uint8_t* AlignPointerUp(uint8_t* data, size_t alignment) {
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  return reinterpret_cast<uint8_t*>((at + alignment - 1) / alignment * alignment);
}

uint8_t* AlignPointerDown(uint8_t* data, size_t alignment) {
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  return reinterpret_cast<uint8_t*>(at / alignment * alignment);
}

size_t AlignSizeUp(size_t size, size_t alignment) { return (size + alignment - 1) / alignment * alignment; }

TfLiteStatus TfLiteTypeSizeOf(TfLiteType type, size_t* size) {
  *size = autopilot::device::ElementSize(type);
  return *size > 0 ? kTfLiteOk : kTfLiteError;
}

}  // namespace tflite
