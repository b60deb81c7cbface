/// Compiled against the library's own headers, its namespace renamed by the build.

#include "engine.h"

#include <cstring>
#include <memory>

#include "refusals.h"
#include "tensorflow/lite/micro/kernels/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_string.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace autopilot::device {
namespace {

using tflite::BuiltinOperator;

/// Room for every model of the size of these boards; how much the sketch declared is judged apart.
constexpr std::size_t kArena = 512 * 1024;

class Reporter : public tflite::ErrorReporter {
 public:
  explicit Reporter(EngineHost& host) : host_(host) {}
  int Report(const char* format, va_list args) override {
    char text[512];
    FormatLog(text, sizeof text, format, args);
    host_.Report(text);
    return 0;
  }

 private:
  EngineHost& host_;
};

/// Gives out the library's kernels for those operators that the sketch has registered.
class Resolver : public tflite::MicroOpResolver {
 public:
  Resolver(EngineHost& host, const std::vector<EngineRefusal>& refusals) : host_(host) { SetRefusals(refusals); }

  const TfLiteRegistration* FindOp(BuiltinOperator op, int version) const override {
    if (!host_.HasBuiltin(op)) return nullptr;
    const TfLiteRegistration* found = all_.FindOp(op, version);
    if (found == nullptr) found = all_.FindOp(op, tflite::MicroOpResolverAnyVersion());
    if (found == nullptr) {
      host_.OperatorNotInTwin(tflite::EnumNameBuiltinOperator(op));
      return nullptr;
    }
    return Refusing(tflite::EnumNameBuiltinOperator(op), found);
  }

  const TfLiteRegistration* FindOp(const char* op, int version) const override {
    if (!host_.HasCustom(op)) return nullptr;
    const TfLiteRegistration* found = all_.FindOp(op, version);
    if (found == nullptr) host_.OperatorNotInTwin(op);
    return found;
  }

  BuiltinParseFunction GetOpDataParser(BuiltinOperator op) const override { return all_.GetOpDataParser(op); }

  TfLiteStatus AddBuiltin(BuiltinOperator, TfLiteRegistration*, int) override { return kTfLiteError; }

 private:
  EngineHost& host_;
  tflite::ops::micro::AllOpsResolver all_;
};

class TflmEngine final : public Engine {
 public:
  TflmEngine(const void* root, EngineHost& host, const std::vector<EngineRefusal>& refusals)
      : arena_(new std::uint8_t[kArena + kAlignment]),
        reporter_(host),
        resolver_(host, refusals),
        interpreter_(static_cast<const tflite::Model*>(root), resolver_, Aligned(arena_.get()), kArena, &reporter_) {
    if (interpreter_.initialization_status() != kTfLiteOk) return;
    for (std::size_t i = 0; i < interpreter_.inputs_size(); ++i) inputs_.push_back(interpreter_.inputs().Get(i));
    for (std::size_t i = 0; i < interpreter_.outputs_size(); ++i) outputs_.push_back(interpreter_.outputs().Get(i));
  }

  bool Allocate() override {
    return interpreter_.initialization_status() == kTfLiteOk && interpreter_.AllocateTensors() == kTfLiteOk;
  }
  bool Invoke() override { return interpreter_.Invoke() == kTfLiteOk; }
  bool ResetVariables() override { return interpreter_.ResetVariableTensors() == kTfLiteOk; }

  std::size_t Tensors() const override { return interpreter_.tensors_size(); }
  std::size_t Operators() const override { return interpreter_.operators_size(); }
  const std::vector<int>& Inputs() const override { return inputs_; }
  const std::vector<int>& Outputs() const override { return outputs_; }

  EngineTensor Tensor(int index) override {
    const TfLiteTensor& from = *interpreter_.tensor(static_cast<std::size_t>(index));
    EngineTensor to;
    to.type = from.type;
    if (from.dims != nullptr) to.dims.assign(from.dims->data, from.dims->data + from.dims->size);
    to.bytes = from.bytes;
    to.data = from.data.data;
    to.scale = from.params.scale;
    to.zero_point = from.params.zero_point;
    if (from.quantization.type == kTfLiteAffineQuantization && from.quantization.params != nullptr) {
      const auto& affine = *static_cast<const TfLiteAffineQuantization*>(from.quantization.params);
      to.channel_scales.assign(affine.scale->data, affine.scale->data + affine.scale->size);
      to.channel_zero_points.assign(affine.zero_point->data, affine.zero_point->data + affine.zero_point->size);
      to.channel_dimension = affine.quantized_dimension;
    }
    to.name = from.name;
    to.constant = from.allocation_type == kTfLiteMmapRo;
    to.variable = from.is_variable;
    return to;
  }

  void* Data(int index) override { return interpreter_.tensor(static_cast<std::size_t>(index))->data.data; }

  std::size_t Weights() override {
    std::size_t elements = 0;
    for (std::size_t i = 0; i < Tensors(); ++i) {
      const EngineTensor tensor = Tensor(static_cast<int>(i));
      if (!tensor.constant) continue;
      std::size_t count = 1;
      for (int dim : tensor.dims) count *= static_cast<std::size_t>(dim);
      elements += count;
    }
    return elements;
  }

 private:
  static constexpr std::size_t kAlignment = 16;
  static std::uint8_t* Aligned(std::uint8_t* memory) {
    const auto at = reinterpret_cast<std::uintptr_t>(memory);
    return memory + (kAlignment - at % kAlignment) % kAlignment;
  }

  std::unique_ptr<std::uint8_t[]> arena_;
  Reporter reporter_;
  Resolver resolver_;
  tflite::MicroInterpreter interpreter_;
  std::vector<int> inputs_;
  std::vector<int> outputs_;
};

}  // namespace

int FormatLog(char* text, int size, const char* format, __builtin_va_list args) {
  return MicroVsnprintf(text, size, format, args);
}

bool VerifyModel(const void* bytes, std::size_t size) {
  flatbuffers::Verifier verifier(static_cast<const std::uint8_t*>(bytes), size);
  if (size < 8 || !tflite::VerifyModelBuffer(verifier)) return false;
  const tflite::Model* model = tflite::GetModel(bytes);
  return model->subgraphs() != nullptr && model->subgraphs()->size() > 0 && model->buffers() != nullptr &&
         model->operator_codes() != nullptr;
}

const void* ModelRoot(const void* bytes) { return tflite::GetModel(bytes); }

std::uint32_t ModelVersion(const void* root) { return static_cast<const tflite::Model*>(root)->version(); }

Engine* Engine::Create(const void* root, EngineHost& host, const std::vector<EngineRefusal>& refusals) {
  return new TflmEngine(root, host, refusals);
}

}  // namespace autopilot::device
