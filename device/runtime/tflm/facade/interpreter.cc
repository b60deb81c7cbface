/// What every generation's model and interpreter have alike; constructors and the rest stand in the file of each.

#include "../../board.h"
#include "../../costs.h"
#include "../models.h"
#include "interpretation.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::InterpretationOf;

namespace tflite {

const Model* GetModel(const void* buf) {
  Board::Get().Spend(Costs::kTinyCall);
  return static_cast<const Model*>(autopilot::device::Models::Get().Register(buf));
}

uint32_t Model::version() const {
  return autopilot::device::ModelVersion(autopilot::device::Models::Get().Checked(this));
}

MicroOpResolver::~MicroOpResolver() {}

MicroInterpreter::~MicroInterpreter() {
  delete &InterpretationOf(core_);
  core_ = nullptr;
}

TfLiteStatus MicroInterpreter::AllocateTensors() {
  return InterpretationOf(core_).Allocate() ? kTfLiteOk : kTfLiteError;
}

TfLiteStatus MicroInterpreter::Invoke() { return InterpretationOf(core_).Invoke() ? kTfLiteOk : kTfLiteError; }

size_t MicroInterpreter::inputs_size() const { return InterpretationOf(core_).inputs(); }

size_t MicroInterpreter::outputs_size() const { return InterpretationOf(core_).outputs(); }

TfLiteTensor* MicroInterpreter::input(size_t index) { return InterpretationOf(core_).Input(index); }

TfLiteTensor* MicroInterpreter::output(size_t index) { return InterpretationOf(core_).Output(index); }

size_t MicroInterpreter::arena_used_bytes() const { return InterpretationOf(core_).ArenaUsed(); }

}  // namespace tflite
