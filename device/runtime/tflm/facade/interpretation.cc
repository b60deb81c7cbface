#include "interpretation.h"

#include <sanitizer/asan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../../board.h"
#include "../../costs.h"
#include "../library_voice.h"
#include "../models.h"
#include "../values.h"

namespace autopilot::device {
namespace {

/// Reads one byte of an object of the sketch; AddressSanitizer ends the run if the object is dead.
__attribute__((noinline)) void Touch(const void* object) {
  volatile unsigned char byte = *static_cast<const volatile unsigned char*>(object);
  (void)byte;
}

TfLiteAffineQuantization* Affine(const EngineTensor& from) {
  const int count = static_cast<int>(from.channel_scales.size());
  auto* affine = static_cast<TfLiteAffineQuantization*>(calloc(1, sizeof(TfLiteAffineQuantization)));
  affine->scale = TfLiteFloatArrayCreate(count);
  affine->zero_point = TfLiteIntArrayCreate(static_cast<int>(from.channel_zero_points.size()));
  for (int i = 0; i < count; ++i) affine->scale->data[i] = from.channel_scales[static_cast<std::size_t>(i)];
  for (int i = 0; i < affine->zero_point->size; ++i) {
    affine->zero_point->data[i] = from.channel_zero_points[static_cast<std::size_t>(i)];
  }
  affine->quantized_dimension = from.channel_dimension;
  return affine;
}

}  // namespace

Interpretation::Interpretation(const tflite::Model* model, const tflite::MicroOpResolver& resolver, std::uint8_t* arena,
                               std::size_t arena_size, std::unique_ptr<Voice> voice)
    : resolver_(resolver), arena_(arena), arena_size_(arena_size), voice_(std::move(voice)) {
  Board& board = Board::Get();
  board.Spend(Costs::kTinyCall);
  const void* root = Models::Get().Checked(model);
  if (arena_size_ > 0) {
    if (arena_ == nullptr) board.Crash("the tensor arena is a null pointer");
    // The library writes to both ends of what it was told is its own.
    const void* foreign = __asan_region_is_poisoned(arena_, arena_size_);
    if (foreign != nullptr) {
      board.Note("the tensor arena is smaller than the size given for it");
      Touch(foreign);
    }
  }
  std::vector<EngineRefusal> refusals;
  for (const auto& rule : board.config().unsupported) {
    refusals.push_back({rule.op, rule.input_type, rule.output_type, rule.at_invoke});
  }
  engine_.reset(Engine::Create(root, *this, refusals));
  by_index_.resize(engine_->Tensors());
}

Interpretation::~Interpretation() {
  for (const Exposed& exposed : exposed_) {
    free(exposed.buffer);
    free(exposed.dims);
    if (exposed.affine != nullptr) {
      free(exposed.affine->scale);
      free(exposed.affine->zero_point);
      free(exposed.affine);
    }
    free(exposed.tensor);
  }
}

/// A resolver that is dead, where that is neutralised, is taken for one with every operator.
bool Interpretation::HasOperators() const {
  return Board::Get().config().neutralise_resolver && __asan_address_is_poisoned(&resolver_) != 0;
}

bool Interpretation::HasBuiltin(int op) {
  return HasOperators() || resolver_.FindOp(static_cast<tflite::BuiltinOperator>(op)) != nullptr;
}

bool Interpretation::HasCustom(const char* name) { return HasOperators() || resolver_.FindOp(name) != nullptr; }

void Interpretation::TouchResolver() {
  if (__asan_address_is_poisoned(&resolver_) == 0 || Board::Get().config().neutralise_resolver) return;
  Board::Get().Note("the operator resolver no longer exists");
  Board::Get().Forgivable("resolver");
  Touch(&resolver_);
}

void Interpretation::Report(const char* words) {
  words_ += words_.empty() ? "" : "; ";
  words_ += words;
  library_speaks = true;
  voice_->Say(words);
  library_speaks = false;
}

void Interpretation::OperatorNotInTwin(const char* name) {
  Board::Get().Note((std::string("twin lacks operator ") + name).c_str());
}

std::string Interpretation::TakeWords() {
  std::string words;
  words.swap(words_);
  while (!words.empty() && (words.back() == '\n' || words.back() == '\r')) words.pop_back();
  return words;
}

bool Interpretation::Allocate() {
  Board& board = Board::Get();
  board.Spend(Costs::kAllocate);
  TouchResolver();
  const int need = board.config().arena_need;
  if (static_cast<std::int64_t>(arena_size_) < need && !board.config().neutralise_arena) {
    char words[160];
    snprintf(words, sizeof words, "Failed to allocate memory. Requested: %d, available %u, missing: %u", need,
             static_cast<unsigned>(arena_size_), static_cast<unsigned>(need) - static_cast<unsigned>(arena_size_));
    // Written before it is said: a null reporter ends the run.
    EmitAllocate(false, words);
    Report(words);
    words_.clear();
    return false;
  }
  board.InLibrary(true);
  const bool ok = engine_->Allocate();
  board.InLibrary(false);
  if (ok) {
    allocated_ = true;
    microseconds_ =
        Costs::kInvokeBase + static_cast<int>(static_cast<double>(engine_->Weights()) * Costs::kInvokePerWeight);
    for (int index : engine_->Inputs()) Expose(index);
    for (int index : engine_->Outputs()) Expose(index);
    left_ = InputBytes();
  }
  EmitAllocate(ok, TakeWords().c_str());
  return ok;
}

void Interpretation::EmitAllocate(bool ok, const char* words) {
  Board& board = Board::Get();
  board.Event("allocate").Field(ok ? 0 : 1).Field(static_cast<long long>(arena_size_));
  board.trace().Escaped(words);
  board.EndEvent();
}

/// A tensor as the sketch sees it: a block of exactly its size, so that reading past it is found out.
TfLiteTensor* Interpretation::Expose(int index) {
  TfLiteTensor*& known = by_index_[static_cast<std::size_t>(index)];
  if (known != nullptr) return known;
  const EngineTensor from = engine_->Tensor(index);
  auto* to = static_cast<TfLiteTensor*>(calloc(1, sizeof(TfLiteTensor)));
  to->type = static_cast<TfLiteType>(from.type);
  to->data.raw = static_cast<char*>(malloc(from.bytes));
  if (from.data != nullptr) memcpy(to->data.raw, from.data, from.bytes);
  to->dims = TfLiteIntArrayCreate(static_cast<int>(from.dims.size()));
  for (std::size_t i = 0; i < from.dims.size(); ++i) to->dims->data[i] = from.dims[i];
  to->params.scale = from.scale;
  to->params.zero_point = from.zero_point;
  to->allocation_type = from.constant ? kTfLiteMmapRo : kTfLiteArenaRw;
  to->bytes = from.bytes;
  to->name = from.name;
  to->buffer_handle = kTfLiteNullBufferHandle;
  to->is_variable = from.variable;
  if (!from.channel_scales.empty()) {
    to->quantization.type = kTfLiteAffineQuantization;
    to->quantization.params = Affine(from);
  }
  known = to;
  Exposed exposed;
  exposed.index = index;
  for (int output : engine_->Outputs()) exposed.output = exposed.output || output == index;
  exposed.type = from.type;
  exposed.tensor = to;
  exposed.buffer = to->data.raw;
  exposed.bytes = to->bytes;
  exposed.dims = to->dims;
  exposed.affine = static_cast<TfLiteAffineQuantization*>(to->quantization.params);
  exposed_.push_back(exposed);
  return to;
}

std::string Interpretation::InputBytes() const {
  std::string bytes;
  for (const Exposed& tensor : exposed_) {
    for (int input : engine_->Inputs()) {
      if (tensor.index == input) bytes.append(tensor.buffer, tensor.bytes);
    }
  }
  return bytes;
}

void Interpretation::CopyIn() {
  for (const Exposed& tensor : exposed_) {
    // Outputs may share the inputs' memory; what was in them is no input.
    if (tensor.output || tensor.tensor->allocation_type == kTfLiteMmapRo) continue;
    void* to = engine_->Data(tensor.index);
    if (to != nullptr) memcpy(to, tensor.buffer, tensor.bytes);
  }
}

void Interpretation::CopyOut() {
  for (const Exposed& tensor : exposed_) {
    const void* from = engine_->Data(tensor.index);
    if (from != nullptr) memcpy(tensor.buffer, from, tensor.bytes);
  }
}

/// The numbers of the tensors that the sketch sees now.
void Interpretation::EmitValues(const char* what, const std::vector<int>& indices) {
  auto& trace = Board::Get().trace();
  trace.Field(what);
  const auto exposed = [this](int index) -> const Exposed& {
    std::size_t place = 0;
    while (exposed_[place].index != index) ++place;
    return exposed_[place];
  };
  std::size_t numbers = 0;
  for (int index : indices) numbers += ElementCount(exposed(index).type, exposed(index).bytes);
  if (!Board::Get().TensorDue(numbers)) {
    trace.Add("-");
    return;
  }
  bool first = true;
  for (int index : indices) {
    const Exposed& tensor = exposed(index);
    const std::size_t count = ElementCount(tensor.type, tensor.bytes);
    for (std::size_t i = 0; i < count; ++i) {
      if (!first) trace.Add(",");
      trace.Add(Element(tensor.type, tensor.buffer, i));
      first = false;
    }
  }
}

bool Interpretation::Invoke() {
  Board& board = Board::Get();
  if (!usable()) {
    Report("Invoke() called after initialization failed");
    return false;
  }
  // As in the library, Invoke allocates if nobody has; input() is of no use before that all the same.
  if (!allocated_ && !Allocate()) {
    board.Event("invokefail").Escaped("Invoke() called without allocated tensors");
    board.EndEvent();
    return false;
  }
  // The operators' registrations live in the resolver, the tensors in the arena: dead is dead.
  TouchResolver();
  if (arena_size_ > 0) Touch(arena_);
  board.Spend(microseconds_);
  board.Invoked();

  const bool kept = InputBytes() == left_;
  CopyIn();
  board.InLibrary(true);
  const bool ok = engine_->Invoke();
  board.InLibrary(false);
  if (!ok) {
    board.Event("invokefail").Escaped(TakeWords().c_str());
    board.EndEvent();
    return false;
  }
  board.Event("invoke");
  EmitValues("in:", engine_->Inputs());
  CopyOut();
  EmitValues("out:", engine_->Outputs());
  if (kept) board.trace().Field("kept");
  board.EndEvent();
  left_ = InputBytes();
  return true;
}

bool Interpretation::ResetVariables() {
  Board::Get().Spend(Costs::kTinyCall);
  if (!engine_->ResetVariables()) return false;
  CopyOut();
  return true;
}

TfLiteTensor* Interpretation::Pick(const char* what, const std::vector<int>& indices, std::size_t index) {
  Board::Get().Spend(Costs::kTinyCall);
  if (index >= indices.size()) {
    char words[80];
    snprintf(words, sizeof words, "%s index %u out of range (length is %u)", what, static_cast<unsigned>(index),
             static_cast<unsigned>(indices.size()));
    Report(words);
    return nullptr;
  }
  return by_index_[static_cast<std::size_t>(indices[index])];  // Null before Allocate, as in the library.
}

TfLiteTensor* Interpretation::Input(std::size_t index) { return Pick("Input", engine_->Inputs(), index); }

TfLiteTensor* Interpretation::Output(std::size_t index) { return Pick("Output", engine_->Outputs(), index); }

TfLiteTensor* Interpretation::Tensor(std::size_t index) {
  Board::Get().Spend(Costs::kTinyCall);
  if (index >= tensors()) {
    char words[80];
    snprintf(words, sizeof words, "Tensor index %u out of range (length is %u)", static_cast<unsigned>(index),
             static_cast<unsigned>(tensors()));
    Report(words);
    return nullptr;
  }
  return allocated_ ? Expose(static_cast<int>(index)) : nullptr;
}

std::size_t Interpretation::ArenaUsed() const {
  Board::Get().Spend(Costs::kTinyCall);
  const int need = Board::Get().config().arena_need;
  return need > 0 && need < static_cast<int>(arena_size_) ? static_cast<std::size_t>(need) : arena_size_;
}

}  // namespace autopilot::device
