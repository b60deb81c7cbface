/// What the trace needs of an interpreter that is not ours: a user's own library is linked as it is, and the linker
/// leads the sketch's calls of AllocateTensors and Invoke through here (--wrap). Compiled against that library's
/// headers by `autopilot twin build`, so only what every generation has is used.

#include <sanitizer/asan_interface.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "../board.h"
#include "../costs.h"
#include "../tflm/library_voice.h"
#include "../tflm/values.h"
#include "log.h"
#include "tensorflow/lite/micro/micro_interpreter.h"

bool autopilot::device::library_speaks = false;

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::TakeLastWords;
using tflite::MicroInterpreter;

namespace {

using Status = decltype(static_cast<MicroInterpreter*>(nullptr)->Invoke());
using Tensor = decltype(static_cast<MicroInterpreter*>(nullptr)->input(0));

std::vector<Tensor> Inputs(MicroInterpreter& interpreter) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < interpreter.inputs_size(); ++i) tensors.push_back(interpreter.input(i));
  return tensors;
}

std::vector<Tensor> Outputs(MicroInterpreter& interpreter) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < interpreter.outputs_size(); ++i) tensors.push_back(interpreter.output(i));
  return tensors;
}

bool HasData(Tensor tensor) { return tensor != nullptr && tensor->data.raw != nullptr; }

std::vector<double> Values(const std::vector<Tensor>& tensors) {
  std::vector<double> values;
  for (const Tensor tensor : tensors) {
    if (!HasData(tensor)) continue;
    const int type = static_cast<int>(tensor->type);
    const std::size_t count = autopilot::device::ElementCount(type, tensor->bytes);
    for (std::size_t i = 0; i < count; ++i) values.push_back(autopilot::device::Element(type, tensor->data.raw, i));
  }
  return values;
}

std::string Bytes(const std::vector<Tensor>& tensors) {
  std::string bytes;
  for (const Tensor tensor : tensors) {
    if (HasData(tensor)) bytes.append(tensor->data.raw, tensor->bytes);
  }
  return bytes;
}

void Emit(const char* what, const std::vector<double>& values) {
  auto& trace = Board::Get().trace();
  trace.Field(what);
  if (!Board::Get().TensorDue(values.size())) {
    trace.Add("-");
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) trace.Add(",");
    trace.Add(values[i]);
  }
}

/// What is remembered of one interpreter.
struct Facts {
  long long arena_size = -1;  ///< As the sketch gave it; -1: not known.
  std::string left;           ///< In its inputs: bytes that the sketch does not write to are no new input.
};

Facts& FactsOf(const MicroInterpreter* interpreter) {
  static std::map<const MicroInterpreter*, Facts> facts;
  return facts[interpreter];
}

/// While the library computes: its words are not the sketch's, and no progress of the sketch is expected.
class InLibrary {
 public:
  InLibrary() {
    TakeLastWords();
    Board::Get().InLibrary(true);
    autopilot::device::library_speaks = true;
  }
  ~InLibrary() {
    autopilot::device::library_speaks = false;
    Board::Get().InLibrary(false);
  }
};

bool Succeeded(Status status) { return static_cast<int>(status) == 0; }

}  // namespace

/// Called before a constructor of the interpreter; see `constructors` in twin.toml. The library believes what it is
/// told of the arena, and its memory is nobody's that is instrumented.
extern "C" void autopilot_arena_given(const MicroInterpreter* interpreter, void* arena, std::size_t size) {
  Board& board = Board::Get();
  FactsOf(interpreter) = {static_cast<long long>(size), ""};
  if (size == 0) return;
  if (arena == nullptr) board.Crash("the tensor arena is a null pointer");
  if (__asan_region_is_poisoned(arena, size) != nullptr) {
    board.Crash("the tensor arena is smaller than the size given for it");
  }
}

// The mangled names of the two members, alike in every generation.
extern "C" {

Status __real__ZN6tflite16MicroInterpreter15AllocateTensorsEv(MicroInterpreter* interpreter);
Status __real__ZN6tflite16MicroInterpreter6InvokeEv(MicroInterpreter* interpreter);

Status __wrap__ZN6tflite16MicroInterpreter15AllocateTensorsEv(MicroInterpreter* interpreter) {
  Board& board = Board::Get();
  board.Spend(Costs::kAllocate);
  Status status;
  {
    const InLibrary inside;
    status = __real__ZN6tflite16MicroInterpreter15AllocateTensorsEv(interpreter);
  }
  Facts& facts = FactsOf(interpreter);
  if (Succeeded(status)) facts.left = Bytes(Inputs(*interpreter));
  board.Event("allocate").Field(Succeeded(status) ? 0LL : 1LL).Field(facts.arena_size);
  board.trace().Escaped(Succeeded(status) ? "" : TakeLastWords().c_str());
  board.EndEvent();
  return status;
}

Status __wrap__ZN6tflite16MicroInterpreter6InvokeEv(MicroInterpreter* interpreter) {
  Board& board = Board::Get();
  board.Spend(Costs::kInvokeBase);
  board.Invoked();
  const std::vector<Tensor> inputs = Inputs(*interpreter);
  const bool kept = Bytes(inputs) == FactsOf(interpreter).left;
  const std::vector<double> before = Values(inputs);  // Outputs may share their memory.
  Status status;
  {
    const InLibrary inside;
    status = __real__ZN6tflite16MicroInterpreter6InvokeEv(interpreter);
  }
  if (!Succeeded(status)) {
    board.Event("invokefail").Escaped(TakeLastWords().c_str());
    board.EndEvent();
    return status;
  }
  board.Event("invoke");
  Emit("in:", before);
  Emit("out:", Values(Outputs(*interpreter)));
  if (kept) board.trace().Field("kept");
  board.EndEvent();
  FactsOf(interpreter).left = Bytes(Inputs(*interpreter));
  return status;
}
}
