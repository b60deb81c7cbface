/// The interpreter of generation 2.4.0-ALPHA over the engine. The sketch's objects are the sketch's: they
/// may be dead, too small or null, and this file is compiled with AddressSanitizer so that touching them
/// says so.

#include <sanitizer/asan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../board.h"
#include "../costs.h"
#include "engine.h"
#include "library_voice.h"
#include "models.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "values.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::Engine;
using autopilot::device::EngineHost;
using autopilot::device::EngineRefusal;
using autopilot::device::EngineTensor;

namespace {

/// Reads one byte of an object of the sketch; AddressSanitizer ends the run if the object is dead.
__attribute__((noinline)) void Touch(const void* object) {
  volatile unsigned char byte = *static_cast<const volatile unsigned char*>(object);
  (void)byte;
}

/// A tensor that the sketch can reach, with what it may not spoil by writing to the structure.
struct Exposed {
  int index = 0;
  int type = 0;
  bool output = false;
  TfLiteTensor* tensor = nullptr;
  char* buffer = nullptr;
  size_t bytes = 0;
  TfLiteIntArray* dims = nullptr;
  TfLiteAffineQuantization* affine = nullptr;
};

/// Owned by the interpreter: the engine, what it needs, and its last words.
class Core final : public EngineHost {
 public:
  Core(const tflite::MicroOpResolver& resolver, tflite::ErrorReporter* reporter)
      : resolver_(resolver), reporter_(reporter) {}

  bool HasBuiltin(int op) override { return resolver_.FindOp(static_cast<tflite::BuiltinOperator>(op)) != nullptr; }
  bool HasCustom(const char* name) override { return resolver_.FindOp(name) != nullptr; }

  void Report(const char* words) override {
    words_ += words_.empty() ? "" : "; ";
    words_ += words;
    if (reporter_ == nullptr) Board::Get().Note((std::string("a null error reporter is given: ") + words).c_str());
    autopilot::device::library_speaks = true;
    // Virtual call through what the sketch gave, dead or null as it may be.
    TF_LITE_REPORT_ERROR(reporter_, "%s", words);
    autopilot::device::library_speaks = false;
  }

  void OperatorNotInTwin(const char* name) override {
    Board::Get().Note((std::string("twin lacks operator ") + name).c_str());
  }

  std::string TakeWords() {
    std::string words;
    words.swap(words_);
    while (!words.empty() && (words.back() == '\n' || words.back() == '\r')) words.pop_back();
    return words;
  }

  /// Of a tensor that is exposed, as inputs and outputs are.
  const Exposed& Find(int index) const {
    std::size_t i = 0;
    while (exposed[i].index != index) ++i;
    return exposed[i];
  }

  Engine* engine = nullptr;
  std::vector<Exposed> exposed;
  int microseconds = 0;  ///< Of one inference.

 private:
  const tflite::MicroOpResolver& resolver_;
  tflite::ErrorReporter* reporter_;
  std::string words_;
};

/// The numbers of the tensors that the sketch sees now.
void EmitValues(const char* what, const std::vector<int>& indices, const Core& core) {
  auto& trace = Board::Get().trace();
  trace.Field(what);
  std::size_t numbers = 0;
  for (int index : indices) {
    numbers += autopilot::device::ElementCount(core.Find(index).type, core.Find(index).bytes);
  }
  if (!Board::Get().TensorDue(numbers)) {
    trace.Add("-");
    return;
  }
  bool first = true;
  for (int index : indices) {
    const Exposed& tensor = core.Find(index);
    const std::size_t count = autopilot::device::ElementCount(tensor.type, tensor.bytes);
    for (std::size_t i = 0; i < count; ++i) {
      if (!first) trace.Add(",");
      trace.Add(autopilot::device::Element(tensor.type, tensor.buffer, i));
      first = false;
    }
  }
}

Core& CoreOf(void* engine) { return *static_cast<Core*>(engine); }

}  // namespace

namespace tflite {

const Model* GetModel(const void* buf) {
  Board::Get().Spend(Costs::kTinyCall);
  return static_cast<const Model*>(autopilot::device::Models::Get().Register(buf));
}

uint32_t Model::version() const {
  return autopilot::device::ModelVersion(autopilot::device::Models::Get().Checked(this));
}

MicroAllocator* MicroAllocator::Create(uint8_t* tensor_arena, size_t arena_size, ErrorReporter*) {
  Board::Get().Spend(Costs::kTinyCall);
  return new MicroAllocator(tensor_arena, arena_size);
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                                   size_t tensor_arena_size, ErrorReporter* error_reporter, Profiler*)
    : model_(model),
      op_resolver_(op_resolver),
      error_reporter_(error_reporter),
      arena_(tensor_arena),
      arena_size_(tensor_arena_size),
      tensors_allocated_(false),
      initialization_status_(kTfLiteError),
      engine_(nullptr),
      exposed_(nullptr) {
  Init();
}

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, MicroAllocator* allocator,
                                   ErrorReporter* error_reporter, Profiler* profiler)
    : MicroInterpreter(model, op_resolver, allocator->arena_, allocator->size_, error_reporter, profiler) {}

void MicroInterpreter::Init() {
  Board& board = Board::Get();
  board.Spend(Costs::kTinyCall);
  const void* root = autopilot::device::Models::Get().Checked(model_);
  if (arena_size_ > 0) {
    if (arena_ == nullptr) board.Crash("the tensor arena is a null pointer");
    // The library writes to both ends of what it was told is its own.
    const void* foreign = __asan_region_is_poisoned(arena_, arena_size_);
    if (foreign != nullptr) {
      board.Note("the tensor arena is smaller than the size given for it");
      Touch(foreign);
    }
  }
  auto* core = new Core(op_resolver_, error_reporter_);
  engine_ = core;
  std::vector<EngineRefusal> refusals;
  for (const auto& rule : board.config().unsupported) {
    refusals.push_back({rule.op, rule.input_type, rule.output_type, rule.at_invoke});
  }
  core->engine = Engine::Create(root, *core, refusals);
  exposed_ = static_cast<TfLiteTensor**>(calloc(core->engine->Tensors() + 1, sizeof(TfLiteTensor*)));
  if (!core->engine->Inputs().empty()) initialization_status_ = kTfLiteOk;
}

MicroInterpreter::~MicroInterpreter() {
  if (engine_ == nullptr) return;
  Core& core = CoreOf(engine_);
  for (const Exposed& exposed : core.exposed) {
    free(exposed.buffer);
    free(exposed.dims);
    if (exposed.affine != nullptr) {
      free(exposed.affine->scale);
      free(exposed.affine->zero_point);
      free(exposed.affine);
    }
    free(exposed.tensor);
  }
  free(exposed_);
  delete core.engine;
  delete &core;
  engine_ = nullptr;
}

void MicroInterpreter::Report(const char* words) { CoreOf(engine_).Report(words); }

TfLiteStatus MicroInterpreter::AllocateTensors() {
  Board& board = Board::Get();
  board.Spend(Costs::kAllocate);
  Core& core = CoreOf(engine_);
  Touch(&op_resolver_);
  const int need = board.config().arena_need;
  bool ok = true;
  if (static_cast<int64_t>(arena_size_) < need && !board.config().neutralise_arena) {
    char words[160];
    snprintf(words, sizeof words, "Failed to allocate memory. Requested: %d, available %u, missing: %u", need,
             static_cast<unsigned>(arena_size_), static_cast<unsigned>(need) - static_cast<unsigned>(arena_size_));
    Report(words);
    ok = false;
  }
  board.InLibrary(true);
  ok = ok && core.engine->Allocate();
  board.InLibrary(false);
  if (ok) {
    tensors_allocated_ = true;
    core.microseconds =
        Costs::kInvokeBase + static_cast<int>(static_cast<double>(core.engine->Weights()) * Costs::kInvokePerWeight);
    for (int index : core.engine->Inputs()) Expose(index);
    for (int index : core.engine->Outputs()) Expose(index);
  }
  board.Event("allocate").Field(ok ? 0 : 1).Field(static_cast<long long>(arena_size_));
  board.trace().Escaped(core.TakeWords().c_str());
  board.EndEvent();
  return ok ? kTfLiteOk : kTfLiteError;
}

/// A tensor as the sketch sees it: a block of exactly its size, so that reading past it is found out.
TfLiteTensor* MicroInterpreter::Expose(int index) {
  if (exposed_[index] != nullptr) return exposed_[index];
  const EngineTensor from = CoreOf(engine_).engine->Tensor(index);
  auto* to = static_cast<TfLiteTensor*>(calloc(1, sizeof(TfLiteTensor)));
  to->type = static_cast<TfLiteType>(from.type);
  to->data.raw = static_cast<char*>(malloc(from.bytes));
  if (from.data != nullptr) memcpy(to->data.raw, from.data, from.bytes);
  to->dims = TfLiteIntArrayCreate(static_cast<int>(from.dims.size()));
  for (size_t i = 0; i < from.dims.size(); ++i) to->dims->data[i] = from.dims[i];
  to->params.scale = from.scale;
  to->params.zero_point = from.zero_point;
  to->allocation_type = from.constant ? kTfLiteMmapRo : kTfLiteArenaRw;
  to->bytes = from.bytes;
  to->name = from.name;
  to->buffer_handle = kTfLiteNullBufferHandle;
  to->is_variable = from.variable;
  if (!from.channel_scales.empty()) {
    const int count = static_cast<int>(from.channel_scales.size());
    auto* affine = static_cast<TfLiteAffineQuantization*>(calloc(1, sizeof(TfLiteAffineQuantization)));
    affine->scale = TfLiteFloatArrayCreate(count);
    affine->zero_point = TfLiteIntArrayCreate(static_cast<int>(from.channel_zero_points.size()));
    for (int i = 0; i < count; ++i) affine->scale->data[i] = from.channel_scales[static_cast<size_t>(i)];
    for (int i = 0; i < affine->zero_point->size; ++i) {
      affine->zero_point->data[i] = from.channel_zero_points[static_cast<size_t>(i)];
    }
    affine->quantized_dimension = from.channel_dimension;
    to->quantization.type = kTfLiteAffineQuantization;
    to->quantization.params = affine;
  }
  exposed_[index] = to;
  Exposed exposed;
  exposed.index = index;
  for (int output : CoreOf(engine_).engine->Outputs()) exposed.output = exposed.output || output == index;
  exposed.type = from.type;
  exposed.tensor = to;
  exposed.buffer = to->data.raw;
  exposed.bytes = to->bytes;
  exposed.dims = to->dims;
  exposed.affine = static_cast<TfLiteAffineQuantization*>(to->quantization.params);
  CoreOf(engine_).exposed.push_back(exposed);
  return to;
}

void MicroInterpreter::CopyIn() {
  Core& core = CoreOf(engine_);
  for (size_t i = 0; i < core.exposed.size(); ++i) {
    const Exposed& tensor = core.exposed[i];
    // Outputs may share the inputs' memory; what was in them is no input.
    if (tensor.output || tensor.tensor->allocation_type == kTfLiteMmapRo) continue;
    void* to = core.engine->Data(tensor.index);
    if (to != nullptr) memcpy(to, tensor.buffer, tensor.bytes);
  }
}

void MicroInterpreter::CopyOut() {
  Core& core = CoreOf(engine_);
  for (size_t i = 0; i < core.exposed.size(); ++i) {
    const Exposed& tensor = core.exposed[i];
    const void* from = core.engine->Data(tensor.index);
    if (from != nullptr) memcpy(tensor.buffer, from, tensor.bytes);
  }
}

TfLiteStatus MicroInterpreter::Invoke() {
  Board& board = Board::Get();
  Core& core = CoreOf(engine_);
  if (initialization_status_ != kTfLiteOk) {
    Report("Invoke() called after initialization failed");
    return kTfLiteError;
  }
  // As in the library, Invoke allocates if nobody has; input() is of no use before that all the same.
  if (!tensors_allocated_ && AllocateTensors() != kTfLiteOk) {
    board.Event("invokefail").Escaped("Invoke() called without allocated tensors");
    board.EndEvent();
    return kTfLiteError;
  }
  // The operators' registrations live in the resolver, the tensors in the arena: dead is dead.
  Touch(&op_resolver_);
  if (arena_size_ > 0) Touch(arena_);
  board.Spend(core.microseconds);
  board.Invoked();

  CopyIn();
  board.InLibrary(true);
  const bool ok = core.engine->Invoke();
  board.InLibrary(false);
  if (!ok) {
    board.Event("invokefail").Escaped(core.TakeWords().c_str());
    board.EndEvent();
    return kTfLiteError;
  }
  board.Event("invoke");
  EmitValues("in:", core.engine->Inputs(), core);
  CopyOut();
  EmitValues("out:", core.engine->Outputs(), core);
  board.EndEvent();
  return kTfLiteOk;
}

size_t MicroInterpreter::tensors_size() const { return CoreOf(engine_).engine->Tensors(); }
size_t MicroInterpreter::inputs_size() const { return CoreOf(engine_).engine->Inputs().size(); }
size_t MicroInterpreter::outputs_size() const { return CoreOf(engine_).engine->Outputs().size(); }
size_t MicroInterpreter::operators_size() const { return CoreOf(engine_).engine->Operators(); }

TfLiteTensor* MicroInterpreter::input(size_t index) {
  Board::Get().Spend(Costs::kTinyCall);
  const std::vector<int>& inputs = CoreOf(engine_).engine->Inputs();
  if (index >= inputs.size()) {
    char words[80];
    snprintf(words, sizeof words, "Input index %u out of range (length is %u)", static_cast<unsigned>(index),
             static_cast<unsigned>(inputs.size()));
    Report(words);
    return nullptr;
  }
  return exposed_[inputs[index]];  // Null before AllocateTensors, as in the library.
}

TfLiteTensor* MicroInterpreter::output(size_t index) {
  Board::Get().Spend(Costs::kTinyCall);
  const std::vector<int>& outputs = CoreOf(engine_).engine->Outputs();
  if (index >= outputs.size()) {
    char words[80];
    snprintf(words, sizeof words, "Output index %u out of range (length is %u)", static_cast<unsigned>(index),
             static_cast<unsigned>(outputs.size()));
    Report(words);
    return nullptr;
  }
  return exposed_[outputs[index]];
}

TfLiteTensor* MicroInterpreter::tensor(size_t index) {
  Board::Get().Spend(Costs::kTinyCall);
  if (index >= tensors_size()) {
    char words[80];
    snprintf(words, sizeof words, "Tensor index %u out of range (length is %u)", static_cast<unsigned>(index),
             static_cast<unsigned>(tensors_size()));
    Report(words);
    return nullptr;
  }
  return tensors_allocated_ ? Expose(static_cast<int>(index)) : nullptr;
}

TfLiteStatus MicroInterpreter::ResetVariableTensors() {
  Board::Get().Spend(Costs::kTinyCall);
  if (!CoreOf(engine_).engine->ResetVariables()) return kTfLiteError;
  CopyOut();
  return kTfLiteOk;
}

size_t MicroInterpreter::arena_used_bytes() const {
  Board::Get().Spend(Costs::kTinyCall);
  const int need = Board::Get().config().arena_need;
  return need > 0 && need < static_cast<int>(arena_size_) ? static_cast<size_t>(need) : arena_size_;
}

}  // namespace tflite
