#include "model/model_facts.h"

#include <flatbuffers/flatbuffers.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/hash.h"
#include "core/text.h"
#include "tflite_generated.h"

namespace autopilot {
namespace {

constexpr const char* kCure = "convert the model again, or copy the file again";

Error NotAModel(const std::string& why, const std::string& where) {
  return BadInput("not a TensorFlow Lite model: " + why, kCure).At(where);
}

std::string TypeName(schema::TensorType type) {
  std::string name = Lower(schema::EnumNameTensorType(type));
  return name.empty() ? fmt::format("type {}", static_cast<int>(type)) : name;
}

/// 0 for types whose size is not a whole number of bytes.
std::size_t TypeBytes(schema::TensorType type) {
  switch (type) {
    case schema::TensorType_INT8:
    case schema::TensorType_UINT8:
    case schema::TensorType_BOOL:
      return 1;
    case schema::TensorType_INT16:
    case schema::TensorType_UINT16:
    case schema::TensorType_FLOAT16:
    case schema::TensorType_BFLOAT16:
      return 2;
    case schema::TensorType_FLOAT32:
    case schema::TensorType_INT32:
    case schema::TensorType_UINT32:
      return 4;
    case schema::TensorType_FLOAT64:
    case schema::TensorType_INT64:
    case schema::TensorType_UINT64:
    case schema::TensorType_COMPLEX64:
      return 8;
    case schema::TensorType_COMPLEX128:
      return 16;
    default:
      return 0;
  }
}

/// Walks a verified flatbuffer. Verification bounds the bytes; the indices between tables it does not
/// know, so every one is checked here.
class Reader {
 public:
  Reader(const schema::Model& model, const std::string& where) : model_(model), where_(where) {}

  Result<TfliteFacts> Read() {
    if (model_.version() != 3)
      return Fail(NotAModel(fmt::format("schema version {} instead of 3", model_.version()), where_));
    if (model_.subgraphs() == nullptr || model_.subgraphs()->size() != 1) {
      return Fail(
          Unsuitable(fmt::format("{} subgraphs", model_.subgraphs() == nullptr ? 0 : model_.subgraphs()->size())));
    }
    graph_ = model_.subgraphs()->Get(0);
    if (graph_ == nullptr || graph_->tensors() == nullptr || model_.buffers() == nullptr) {
      return Fail(NotAModel("it holds no tensors", where_));
    }
    AUTOPILOT_CHECK(CheckTensors());
    TfliteFacts facts;
    AUTOPILOT_TRY(input, OnlyTensor(graph_->inputs(), "input"));
    AUTOPILOT_TRY(output, OnlyTensor(graph_->outputs(), "output"));
    facts.input = input;
    facts.output = output;
    facts.tensors = static_cast<int>(graph_->tensors()->size());
    if (graph_->operators() == nullptr || graph_->operators()->size() == 0) {
      return Fail(NotAModel("it holds no operators", where_));
    }
    for (const schema::Operator* op : *graph_->operators()) {
      AUTOPILOT_TRY(operator_facts, ReadOperator(*op, facts.activation_bytes));
      facts.operators.push_back(std::move(operator_facts));
    }
    return facts;
  }

 private:
  Error Unsuitable(const std::string& what) const {
    return BadInput(fmt::format("the model has {}; one is supported", what),
                    "convert a model with one input and one output")
        .At(where_);
  }

  Status CheckTensors() const {
    for (const schema::Tensor* tensor : *graph_->tensors()) {
      const std::string name = NameOf(*tensor);
      if (tensor->buffer() >= model_.buffers()->size()) {
        return Fail(NotAModel(
            fmt::format("tensor \"{}\" refers to buffer {} of {}", name, tensor->buffer(), model_.buffers()->size()),
            where_));
      }
      std::int64_t elements = 1;
      if (tensor->shape() != nullptr) {
        for (const std::int32_t size : *tensor->shape()) {
          elements *= size;
          if (size < 0 || elements > std::numeric_limits<int>::max()) {
            return Fail(NotAModel(fmt::format("tensor \"{}\" has an impossible shape", name), where_));
          }
        }
      }
      const std::size_t needed = static_cast<std::size_t>(elements) * TypeBytes(tensor->type());
      if (IsConstant(*tensor) && BufferOf(*tensor)->size() < needed && !IsSparse(*tensor)) {
        return Fail(NotAModel(
            fmt::format("tensor \"{}\" needs {} bytes and has {}", name, needed, BufferOf(*tensor)->size()), where_));
      }
    }
    return {};
  }

  static std::string NameOf(const schema::Tensor& tensor) {
    return tensor.name() == nullptr ? "" : tensor.name()->str();
  }
  static bool IsSparse(const schema::Tensor& tensor) { return tensor.sparsity() != nullptr; }

  const flatbuffers::Vector<std::uint8_t>* BufferOf(const schema::Tensor& tensor) const {
    return model_.buffers()->Get(tensor.buffer())->data();
  }

  bool IsConstant(const schema::Tensor& tensor) const {
    const auto* data = BufferOf(tensor);
    return data != nullptr && data->size() > 0;
  }

  Result<const schema::Tensor*> TensorAt(int index) const {
    if (index < 0 || index >= static_cast<int>(graph_->tensors()->size())) {
      return Fail(NotAModel(fmt::format("it refers to tensor {} of {}", index, graph_->tensors()->size()), where_));
    }
    return graph_->tensors()->Get(static_cast<flatbuffers::uoffset_t>(index));
  }

  static TensorFacts FactsOf(const schema::Tensor& tensor) {
    TensorFacts facts;
    facts.name = NameOf(tensor);
    facts.type = TypeName(tensor.type());
    if (tensor.shape() != nullptr) facts.shape.assign(tensor.shape()->begin(), tensor.shape()->end());
    const schema::QuantizationParameters* quantization = tensor.quantization();
    if (quantization != nullptr && quantization->scale() != nullptr && quantization->scale()->size() > 0) {
      facts.scale = quantization->scale()->Get(0);
      if (quantization->zero_point() != nullptr && quantization->zero_point()->size() > 0) {
        facts.zero_point = static_cast<int>(quantization->zero_point()->Get(0));
      }
    }
    return facts;
  }

  Result<TensorFacts> OnlyTensor(const flatbuffers::Vector<std::int32_t>* indices, const std::string& what) const {
    const std::size_t count = indices == nullptr ? 0 : indices->size();
    if (count != 1) return Fail(Unsuitable(fmt::format("{} {}s", count, what)));
    AUTOPILOT_TRY(tensor, TensorAt(indices->Get(0)));
    return FactsOf(*tensor);
  }

  Result<std::string> OperatorName(const schema::Operator& op) const {
    const auto* codes = model_.operator_codes();
    if (codes == nullptr || op.opcode_index() >= codes->size()) {
      return Fail(NotAModel(fmt::format("it refers to operator code {}", op.opcode_index()), where_));
    }
    const schema::OperatorCode* code = codes->Get(op.opcode_index());
    const int number = std::max<int>(code->short_builtin_code(), code->builtin_code());
    if (number == schema::BuiltinOperator_CUSTOM && code->custom_code() != nullptr) return code->custom_code()->str();
    const std::string name = schema::EnumNameBuiltinOperator(static_cast<schema::BuiltinOperator>(number));
    return name.empty() ? fmt::format("OPERATOR_{}", number) : name;
  }

  Result<OperatorFacts> ReadOperator(const schema::Operator& op, std::size_t& largest) const {
    OperatorFacts facts;
    AUTOPILOT_TRY(name, OperatorName(op));
    facts.name = name;
    std::size_t activations = 0;
    const auto visit = [&](const flatbuffers::Vector<std::int32_t>* indices,
                           std::vector<std::string>& types) -> Status {
      if (indices == nullptr) return {};
      for (const int index : *indices) {
        if (index == -1) {
          types.emplace_back();
          continue;
        }
        AUTOPILOT_TRY(tensor, TensorAt(index));
        types.push_back(TypeName(tensor->type()));
        if (IsConstant(*tensor)) {
          const auto* quantization = tensor->quantization();
          const bool many =
              quantization != nullptr && quantization->scale() != nullptr && quantization->scale()->size() > 1;
          facts.per_channel_weights = facts.per_channel_weights || many;
        } else {
          const std::size_t bytes = static_cast<std::size_t>(FactsOf(*tensor).elements()) * TypeBytes(tensor->type());
          activations += (bytes + 15) / 16 * 16;
        }
      }
      return {};
    };
    AUTOPILOT_CHECK(visit(op.inputs(), facts.input_types));
    AUTOPILOT_CHECK(visit(op.outputs(), facts.output_types));
    largest = std::max(largest, activations);
    return facts;
  }

  const schema::Model& model_;
  const std::string& where_;
  const schema::SubGraph* graph_ = nullptr;
};

}  // namespace

int TensorFacts::elements() const {
  int count = 1;
  for (const int size : shape) count *= size;
  return count;
}

Result<TfliteFacts> ReadTfliteFacts(std::string_view bytes, const std::string& where) {
  if (bytes.empty()) return Fail(NotAModel("the file is empty", where));
  if (bytes.size() < 8 || bytes.substr(4, 4) != schema::ModelIdentifier()) {
    return Fail(NotAModel("it does not begin with the mark TFL3", where));
  }
  // Flatbuffers are read in place and want their alignment.
  std::vector<std::uint64_t> aligned(bytes.size() / 8 + 1);
  std::memcpy(aligned.data(), bytes.data(), bytes.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  flatbuffers::Verifier verifier(data, bytes.size());
  if (!schema::VerifyModelBuffer(verifier)) {
    return Fail(NotAModel(fmt::format("its {} bytes are cut or damaged", bytes.size()), where));
  }
  AUTOPILOT_TRY(facts, Reader(*schema::GetModel(data), where).Read());
  facts.bytes = bytes.size();
  facts.sha256 = Sha256(bytes);
  return facts;
}

}  // namespace autopilot
